"""Tool files against one tenant's catalogue: what exists is bound, what does not is left out with a reason. Pure.

Nothing is asked and nothing raised; the same files and catalogue give the same binding, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from atlas_odoo.objects.bind_object import Report, bind_object
from atlas_odoo.objects.bound import Binding, BoundObject, BoundQuestion
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.schema.catalogue import Catalogue


def bind(files: Iterable[ToolFile], catalogue: Catalogue, needs: Mapping[str, tuple[str, ...]]) -> Binding:
    """The objects and questions of `files` that this tenant can have.

    `needs` are the objects without which an operation has nothing to say, by its name, `a|b` where one of several is
    enough; an operation that is not in it does not exist. Everything that a file defines is bound, or left out with
    one reason: its own, or that of what it is part of.
    """
    objects: dict[str, BoundObject] = {}
    questions: list[BoundQuestion] = []
    aliases: dict[str, str] = {}
    reports: list[Report] = []
    files = tuple(files)
    for file in files:
        report = Report(file.toolset)
        reports.append(report)
        for name, definition in file.objects.items():
            bound = bind_object(name, definition, catalogue, report)
            if bound is not None:
                objects[name] = bound
        aliases.update(file.aliases)
    for name in (name for file in files for name in (*file.objects, *file.questions, *file.prompts)):
        aliases.pop(name, None)  # what has the name goes before what had it once
    for file, report in zip(files, reports, strict=True):
        for name, question in file.questions.items():
            wanted = needs.get(question.operation, ())
            lacking = [item.replace("|", " or ") for item in wanted if objects.keys().isdisjoint(item.split("|"))]
            if question.operation not in needs:
                report.leave(name, f"there is no operation {question.operation}")
            elif lacking:
                report.leave(name, f"it needs {', '.join(lacking)}, which this tenant lacks")
            else:
                questions.append(BoundQuestion(name, file.toolset, question.operation, question.title, question.says))
    left = tuple(item for report in reports for item in report.left)
    return Binding(catalogue, objects, tuple(questions), left, aliases)

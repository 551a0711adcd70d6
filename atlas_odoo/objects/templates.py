"""The texts of prompts, as templates: whether they can be used at all, before a person tries to.

Templates come from tool files that a tenant may write, and are filled in while others wait: there are variables,
conditions and a few filters, but no loops, calls, attributes, arithmetic or assignments. So the work is bounded by the
length of the template, which a time limit would not do: Python cannot end a thread, nor a power of large numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.objects.validation import Misfit, near

if TYPE_CHECKING:
    from jinja2.nodes import Node

FACTS: Final = ("company", "currency", "today")
"""What every template knows besides its arguments."""
FILTERS: Final = frozenset({"capitalize", "d", "default", "length", "lower", "title", "trim", "upper"})
_NODES: Final = frozenset(
    {
        *("Template", "TemplateData", "Output", "Name", "Const", "List", "Tuple", "Concat"),
        *("If", "CondExpr", "Compare", "Operand", "And", "Or", "Not", "Filter", "Test"),
    }
)


def foreign(template: Node) -> str | None:
    """What a parsed template holds that texts of prompts may not have; None where all of it is fine."""
    nodes = [template]
    while nodes:
        node = nodes.pop()
        kind = type(node).__name__
        if kind not in _NODES:
            return f"{kind} (line {node.lineno}) is nothing that texts of prompts may have"
        if kind == "Filter" and (name := getattr(node, "name", "")) not in FILTERS:
            return f"the filter {name} (line {node.lineno}) is nothing that texts of prompts may have"
        nodes.extend(node.iter_child_nodes())
    return None


def unusable(file: ToolFile) -> Iterator[Misfit]:
    """What is wrong with the templates of a file. Imports Jinja where there are any."""
    if not file.prompts:
        return
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 -- nothing heavy on the start path
    from jinja2.meta import find_undeclared_variables  # noqa: PLC0415 -- as above
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 -- as above

    environment = ImmutableSandboxedEnvironment(autoescape=False)  # only parsed here
    for name, prompt in file.prompts.items():
        place = ("prompts", name, "text")
        try:
            parsed = environment.parse(prompt.text)
            # Before anything else looks at it: Jinja works constants out, a power of large numbers too.
            if (strange := foreign(parsed)) is not None:
                yield Misfit(place, strange)
                continue
            used = find_undeclared_variables(parsed)
        except TemplateSyntaxError as error:
            yield Misfit(place, f"in line {error.lineno} of the text: {(error.message or 'no template').rstrip('.')}")
            continue
        except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
            yield Misfit(place, "the text is no template that can be read")
            continue
        known = [*prompt.arguments, *FACTS]
        for unknown in sorted(used.difference(known)):
            yield Misfit(place, f"the text uses `{unknown}`, which is no argument{near(unknown, known)}")

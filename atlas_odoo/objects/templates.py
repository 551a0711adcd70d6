"""The texts of prompts, as templates: whether they can be used at all, before a person tries to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.objects.validation import Misfit, near

FACTS: Final = ("company", "currency", "today")
"""What every template knows besides its arguments."""


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
            used = find_undeclared_variables(environment.parse(prompt.text))
        except TemplateSyntaxError as error:
            yield Misfit(place, f"in line {error.lineno} of the text: {(error.message or 'no template').rstrip('.')}")
            continue
        except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
            yield Misfit(place, "the text is no template that can be read")
            continue
        known = [*prompt.arguments, *FACTS]
        for unknown in sorted(used.difference(known)):
            yield Misfit(place, f"the text uses `{unknown}`, which is no argument{near(unknown, known)}")

"""The texts of prompts, filled in: Jinja in which nothing can run long or grow large (see `objects.templates`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from atlas_odoo.errors import ToolFileInvalid
from atlas_odoo.objects.templates import FILTERS, foreign

LONGEST_TEMPLATE: Final = 20_000
LONGEST_TEXT: Final = 50_000
"""Characters of a template, and of what it becomes."""
_ADVICE: Final = (
    "It is a Jinja template over its arguments, company, currency and today, with conditions and these filters: "
    f"{', '.join(sorted(FILTERS))}. Correct the tool file."
)


def filled(name: str, template: str, values: Mapping[str, str]) -> str:
    """`template` of the prompt `name` with `values` filled in. Raises ToolFileInvalid for one that cannot be used."""
    from jinja2 import StrictUndefined, TemplateError  # noqa: PLC0415 -- a prompt is rarely used, a start is common
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 -- as above

    if len(template) > LONGEST_TEMPLATE:
        raise _unusable(name, f"it is longer than {LONGEST_TEMPLATE} characters")
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # the text is read by a model, not by a browser
    )
    try:
        parsed = environment.parse(template)
        if (strange := foreign(parsed)) is not None:
            raise _unusable(name, strange)
        text = environment.from_string(parsed).render(values)
    except RecursionError:
        raise _unusable(name, "it is nested too deeply") from None
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, SyntaxError, MemoryError) as error:
        raise _unusable(name, str(error)[:200] or type(error).__name__) from None
    if len(text) > LONGEST_TEXT:
        raise _unusable(name, f"it becomes longer than {LONGEST_TEXT} characters")
    return text.strip()


def _unusable(name: str, why: str) -> ToolFileInvalid:
    return ToolFileInvalid(f"The text of the prompt {name} cannot be used: {why}.", advice=_ADVICE)

"""From a classified fault to the error that a person or an agent reads."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Final

from atlas_odoo.errors import (
    AccessDenied,
    ApiAccessDenied,
    CredentialsInvalid,
    DatabaseNotFound,
    FieldMissing,
    MethodMissing,
    ModelMissing,
    NotAnOdoo,
    OdooError,
    OutcomeUnknown,
    RecordLocked,
    ServerFault,
    TimedOut,
)
from atlas_odoo.odoo.call import Call, Effect
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.faults import Fault, Table, classify
from atlas_odoo.odoo.transport import Credentials

_LONGEST: Final = 1500
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]*>")
_TRACEBACK: Final = re.compile(r"\s*Traceback \(most recent call last\):.*", re.DOTALL)
# Odoo lists groups one to a line behind a tab and a dash, in whatever language the sentence before is (14 and 19).
_GROUP_LINE: Final = re.compile(r"^\t- (.+)$", re.MULTILINE)
_PORTAL: Final = re.compile(r"\b(portal|public)$", re.IGNORECASE)
_ADMINISTRATOR: Final = re.compile(r"administrator|manager|settings|access rights", re.IGNORECASE)
_FIELD_GROUPS: Final = re.compile(r"allowed for groups? ((?:'[^']+'(?:, )?)+)")
_FIELD: Final = (
    re.compile(r"invalid field '(?P<field>[^']+)' on (?:model )?'(?P<model>[^']+)'", re.IGNORECASE),
    re.compile(r"invalid field (?P<model>[\w.]+)\.(?P<field>\w+) in", re.IGNORECASE),
    re.compile(r"invalid field ['\"]?(?P<field>[\w.]+)", re.IGNORECASE),
)


def error_for(table: Table, fault: Fault, call: Call, credentials: Credentials) -> OdooError:
    """The error to raise for a fault that came as the answer to `call`."""
    kind = classify(table, fault, credentials.database)
    fault = replace(fault, message=fault.message.replace(credentials.secret, "***"))
    said = clean(fault.message)
    target = f"{call.model}.{call.method}"
    if kind is AccessDenied:
        return AccessDenied(said or f"Odoo denies {target}.", groups=groups_in(fault.message))
    if kind is FieldMissing:
        return _field_missing(fault, call)
    if call.effect is Effect.WRITE and not fault.name and (kind is NotAnOdoo or kind is ServerFault):
        return unreadable(target, call.effect, fault.status)
    if kind is NotAnOdoo:
        return unreadable(target, Effect.READ, fault.status)
    texts: dict[type[OdooError], str] = {
        ApiAccessDenied: f"This Odoo does not offer its external API: {said}",
        CredentialsInvalid: f"Odoo does not accept the credentials of {credentials.login}.",
        DatabaseNotFound: f"This server has no database {credentials.database!r}.",
        MethodMissing: f"{call.model} has no public method {call.method} in this version of Odoo.",
        ModelMissing: f"There is no model {call.model} in this Odoo.",
        RecordLocked: f"Another transaction holds records that {target} needs.",
        ServerFault: f"Odoo failed inside {target}: {said}" if said else f"Odoo failed inside {target}.",
        TimedOut: f"Odoo stopped {target} because it took too long.",
    }
    return kind(texts.get(kind, said) or f"Odoo refused {target}.")


def unreadable(target: str, effect: Effect, status: int = 200) -> OdooError:
    """The error for an answer that is not of the protocol: a web page, cut JSON, a redirect."""
    if effect is Effect.WRITE and not 300 <= status < 500:  # noqa: PLR2004 -- redirected or refused: never carried out
        return OutcomeUnknown(f"The answer to {target} is not Odoo's (HTTP {status}); the change may have been made.")
    return NotAnOdoo(f"The answer to {target} is not Odoo's (HTTP {status}): something else stands at this URL.")


def clean(message: str) -> str:
    """A message of Odoo on one line, without markup or traceback, at a length that can be read.

    Names of records and whatever custom code says are part of it: on lines of their own they would look like ours.
    """
    text = _TRACEBACK.sub("", message)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    text = one_line(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} [...]"


def groups_in(message: str) -> tuple[str, ...]:
    """The groups that an AccessError says would allow the operation; empty when it names none.

    Odoo sorts by name. An internal user cannot be in a portal group, and the least of the others is the right advice:
    administrators come last.
    """
    listed = _GROUP_LINE.findall(message)
    for quoted in _FIELD_GROUPS.findall(message):
        listed += re.findall(r"'([^']+)'", quoted)
    groups = dict.fromkeys(map(one_line, listed))
    fitting = [group for group in groups if not _PORTAL.search(group)] or list(groups)
    return tuple(sorted(fitting, key=lambda group: _ADMINISTRATOR.search(group) is not None))


def _field_missing(fault: Fault, call: Call) -> FieldMissing:
    said = clean(fault.message)
    for pattern in _FIELD:
        if found := pattern.search(said):
            model = found.groupdict().get("model") or call.model
            return FieldMissing(f"{model} has no field {found['field']}.", model=model)
    return FieldMissing(f"{call.model} lacks a field that was asked for.", model=call.model)

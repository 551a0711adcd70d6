"""What happened to a record and what is to be done with it: its messages, tracked changes and open activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import both
from atlas_odoo.odoo.plan import Change, Changes, Reference
from atlas_odoo.operations.across.record import belonging, one
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.plain_text import from_html
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Found, Work

_MESSAGE: Final = ("date", "author", "sender", "kind", "subtype", "subject", "text")
_MESSAGE_OR_NOT: Final = ("attachments.name",)
_ACTIVITY: Final = ("due", "type", "summary", "note", "assigned")
_MESSAGES: Final = 20
_MOST_ACTIVITIES: Final = 50


class RecordHistory(Arguments):
    """One record."""

    object: Annotated[str, Field(description="object or model")]
    record: Annotated[Ref, Field(description="number or name")]


async def run(work: Work, arguments: RecordHistory) -> Result:
    """Messages and activities side by side. Raises what naming a record raises."""
    model, record = await one(work, arguments.object, arguments.record)
    where = await belonging(work, model, record)
    messages, activities = await both(
        work.find(
            "message",
            _MESSAGE,
            where,
            optional=_MESSAGE_OR_NOT,
            order="date desc, id desc",
            limit=_MESSAGES,
            total=True,
        ),
        _activities(work, where),
    )
    changes = await _changes(work, messages.records)
    return Result(
        f"{model.label} {record.id} {record.name}: {_number(messages.total or 0, 'message')}, "
        f"{_number(activities.total or 0, 'open activity', 'open activities')}",
        tables=tuple(
            table
            for table in (
                _to_do(activities),
                _said(messages, changes or {}, f"model {model.name}, record_id {record.id}"),
            )
            if table.rows
        ),
        notes=_tracked(work, messages, changes),
        untrusted=True,
    )


async def _activities(work: Work, where: tuple[Json, ...]) -> Found:
    if not work.has("activity"):
        return Found((), 0)
    return await work.find("activity", _ACTIVITY, where, order="due, id", limit=_MOST_ACTIVITIES, total=True)


async def _changes(work: Work, messages: Iterable[Record]) -> dict[int, str] | None:
    """What each message says was changed; None where Odoo does not tell this user."""
    ids = tuple(message["id"] for message in messages if message["kind"] == "notification")
    if not ids:
        return {}
    changes = await work.gateway.changes(ids)
    return None if changes is None else {number: _told(found) for number, found in changes.items()}


def _tracked(work: Work, messages: Found, changes: Mapping[int, str] | None) -> tuple[str, ...]:
    """What the absence of changes in an answer means."""
    if changes is None:
        return (f"tracked changes cannot be read by this user on Odoo {work.catalogue.version}",)
    if any(changes.values()):
        return ()
    return ("no tracked changes" + (" in the messages shown" if (messages.total or 0) > len(messages.records) else ""),)


def _told(changes: Changes) -> str:
    hidden = ["a change is hidden" if changes.hidden == 1 else f"{changes.hidden} changes are hidden"]
    return "; ".join([*map(_change, changes.told), *(hidden if changes.hidden else [])])


def _change(change: Change) -> str:
    return f"{change.label}: {_shown(change.old)} → {_shown(change.new)}"


def _shown(value: Json) -> str:
    """What stands for an empty value differs by version and type of field."""
    return "none" if value in (None, False, "", "None", "False") else str(value)


def _to_do(activities: Found) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "due": activity["due"],
            "type": _name(activity["type"]),
            "summary": activity["summary"],
            "assigned": activity["assigned"],
            "note": from_html(activity["note"]) if activity["note"] else None,
        }
        for activity in activities.records
    ]
    left = (activities.total or 0) - len(rows)
    more = f"{left} more: find_records on activity" if left > 0 else None
    return tabulate("open activities", ("due", "type", "summary", "assigned", "note"), rows, more=more)


def _said(messages: Found, changes: Mapping[int, str], of: str) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "date": message["date"],
            "author": _name(message["author"]) or message["sender"],
            "kind": "email" if message["kind"] == "email" else _name(message["subtype"]) or message["kind"],
            "text": _text(message),
            "changes": changes.get(message["id"]) or None,
            "files": ", ".join(item["name"] or "" for item in message.get("attachments", ())) or None,
        }
        for message in messages.records
    ]
    left = (messages.total or 0) - len(rows)
    more = f"{left} older ones: find_records on message, {of}" if left > 0 else None
    return tabulate("messages, latest first", ("date", "author", "kind", "text", "changes", "files"), rows, more=more)


def _text(message: Record) -> str | None:
    """The words of a message, below its subject when it has one of its own."""
    text = from_html(message["text"]) if message["text"] else ""
    subject = message["subject"] or ""
    return (text if subject in text else f"{subject}: {text}".removesuffix(": ")) or None


def _name(value: Json) -> str | None:
    return value.name if isinstance(value, Reference) else None


def _number(count: int, one_of: str, several: str | None = None) -> str:
    return f"{count} {one_of if count == 1 else several or one_of + 's'}"


OPERATION: Final = Operation(arguments=RecordHistory, needs=("message",), run=run)

"""`atlas-odoo secrets`: the key that the saved secrets are encrypted with."""

from __future__ import annotations

import click

from atlas_odoo.cli.options import json_option, settings
from atlas_odoo.cli.output import Output, run_async
from atlas_odoo.connections.secrets import new_key
from atlas_odoo.connections.vault import Inspection, Rotation, SealState, Vault
from atlas_odoo.odoo.call import Json
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store


@click.group()
def command() -> None:
    """Show and change the key that the saved secrets are encrypted with."""


@command.command()
@json_option
def status(out: Output) -> None:
    """Show where the key is and if it is there.

    The key itself is never shown.
    """
    inspection = run_async(_inspect(settings()))
    state = inspection.state
    document = {"key": _document(state), "newer_key_given": inspection.newer}
    if inspection.problem is not None:
        out.facts(_facts(state))
        out.fail(inspection.problem, **document)
    out.document(document)
    if state is None:
        out.line("No secret is saved yet, and no key chosen.")
        return
    out.facts(_facts(state))
    if inspection.newer:
        out.line("ATLAS_ODOO_KEY begins with another key: `atlas-odoo secrets rotate` seals with it.", style="note")


@command.command()
@json_option
def rotate(out: Output) -> None:
    """Encrypt all saved secrets with another key, all or none.

    With ATLAS_ODOO_KEY set that is the first key in it; else a new key is made and kept in the system keyring or in a
    key file, and running servers need no restart. A key from ATLAS_ODOO_KEY has to be in the ATLAS_ODOO_KEY of every
    server, and those that were started without it need a restart.
    """
    given = settings()
    rotation = run_async(_rotate(given))
    out.document({"key": _document(rotation.state), "resealed": rotation.resealed, "old_key_left_in": rotation.left})
    for line in _told(rotation, by_environment=given.key is not None):
        out.line(line)


@command.command("new-key")
def make_key() -> None:
    """Print a fresh key for ATLAS_ODOO_KEY; it is kept nowhere."""
    click.echo(new_key())


async def _inspect(given: Settings) -> Inspection:
    store = Store.at(given)
    try:
        return await Vault(store, given).inspect()
    finally:
        await store.close()


async def _rotate(given: Settings) -> Rotation:
    store = Store.at(given)
    try:
        return await Vault(store, given).rotate()
    finally:
        await store.close()


def _told(rotation: Rotation, *, by_environment: bool) -> list[str]:
    state = rotation.state
    if state is None or not state.secrets:
        return ["No secret is saved yet; nothing to do."]
    if not rotation.resealed:
        return [
            "The saved secrets are sealed with the first key of ATLAS_ODOO_KEY already.",
            "For another one, put it in front for every process that uses this store (ATLAS_ODOO_KEY=NEW,OLD),",
            "then run this again.",
            "`atlas-odoo secrets new-key` prints a fresh one.",
        ]
    count = f"{rotation.resealed} secret{'s are' if rotation.resealed > 1 else ' is'}"
    lines = [f"{count} now sealed with the key in {state.held_by} (fingerprint {state.fingerprint})."]
    if by_environment:
        lines += [
            "Keep that key: nothing else has it. The keys after it in ATLAS_ODOO_KEY are not needed any more.",
            "Servers that were started without it in their ATLAS_ODOO_KEY need it there, and a restart.",
        ]
    if rotation.left is not None:
        lines.append(f"The old key could not be deleted; remove it yourself from {rotation.left}.")
    return lines


def _facts(state: SealState | None) -> dict[str, str]:
    if state is None:
        return {}
    return {
        "Key": f"in {state.held_by}",
        "Fingerprint": state.fingerprint,
        "Since": f"{state.since:%Y-%m-%d %H:%M} UTC",
        "Secrets": str(state.secrets),
    }


def _document(state: SealState | None) -> Json:
    if state is None:
        return None
    return {
        "source": state.source.value,
        "held_by": state.held_by,
        "fingerprint": state.fingerprint,
        "since": state.since.isoformat(),
        "secrets": state.secrets,
    }

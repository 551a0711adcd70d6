"""What each step of Test & Save says about what it found: the outcome, the words, and the same as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from atlas_odoo.connections.check_signin import Candidates
from atlas_odoo.connections.check_user import EXPIRES_SOON, Keys, User, listing
from atlas_odoo.connections.check_values import Option, Outcome, Question
from atlas_odoo.connections.connection import SecretKind
from atlas_odoo.connections.privileges import Privileges
from atlas_odoo.connections.probes import Finding, Probed
from atlas_odoo.errors import AccessDenied, ArgumentInvalid
from atlas_odoo.odoo.address import Address
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.odoo.transport import ServerInfo
from atlas_odoo.odoo.versions import dialect


@dataclass(frozen=True, slots=True)
class Told:
    """A step's outcome, words and facts."""

    outcome: Outcome
    text: str
    facts: Mapping[str, Json] = field(default_factory=dict)


def address(mended: Address) -> Told:
    """What was mended in the URL."""
    return Told(Outcome.NOTE, f"{mended.url}: {' '.join(mended.notes)}", {"url": mended.url})


def server(info: ServerInfo, asked: str) -> Told:
    """An Odoo answers; over TLS, or not; at the URL that was asked for, or where that redirects to."""
    facts = {"url": info.url, "tls": info.url.startswith("https:")}
    if info.url != asked and facts["tls"]:
        return Told(Outcome.NOTE, f"{asked} redirects to {info.url}, where Odoo answers", facts)
    if facts["tls"]:
        return Told(Outcome.OK, f"Odoo answers at {info.url}; the certificate is valid", facts)
    if _is_this_machine(info.url):
        return Told(Outcome.OK, f"Odoo answers at {info.url}, on this machine", facts)
    return Told(Outcome.WARNING, f"Odoo answers at {info.url} without TLS: the API key travels in the clear", facts)


def version(info: ServerInfo) -> Told:
    """The version, and the protocol that goes with it."""
    warning = dialect(info.major).warning
    text = f"Odoo {info.version}, spoken to over {_protocol(info)}"
    facts = {"version": info.version, "major": info.major, "protocol": info.wire.value}
    return Told(Outcome.WARNING, f"{text}. {warning}", facts) if warning else Told(Outcome.OK, text, facts)


def database(name: str, candidates: Candidates) -> Told:
    """Which database was found, since none was given."""
    facts = {"database": name}
    if name == candidates.guess:
        return Told(Outcome.NOTE, f"{name}: a guess from the host name, since none was given", facts)
    if candidates.names == (name,):
        return Told(Outcome.NOTE, f"{name}, the only one on this server", facts)
    return Told(Outcome.OK, name, facts)


def which_database(candidates: Candidates) -> Question:
    """Asked where the server lists several, or none."""
    return Question("Database", tuple(Option(name, name) for name in candidates.names))


def no_database(candidates: Candidates) -> ArgumentInvalid:
    """Nobody can be asked."""
    if candidates.names:
        return ArgumentInvalid(
            f"This server has several databases: {', '.join(candidates.names)}.",
            advice="Name one with --db or ODOO_DB.",
        )
    return ArgumentInvalid(
        "This server does not tell its databases, so the name is needed.", advice="Give it with --db or ODOO_DB."
    )


def signed_in(info: ServerInfo, name: str, kind: SecretKind) -> Told:
    """The credentials work, and what they are."""
    facts = {"database": name, "secret": kind.value, "protocol": info.wire.value}
    if kind is SecretKind.API_KEY:
        return Told(Outcome.OK, f"signed in to database {name} with an API key", facts)
    text = f"signed in to database {name} with a password, over {_protocol(info)}"
    if dialect(info.major).api_keys:
        text += "; an API key is safer: it can be taken back alone (Odoo: Preferences, Account Security)"
    return Told(Outcome.WARNING, text, facts)


def who(user: User) -> Told:
    """Whom Odoo takes us for."""
    facts = {"uid": user.id, "login": user.login, "name": user.name}
    if user.share:
        return Told(Outcome.WARNING, f"{user.name} ({user.login}) is a portal user and sees little", facts)
    return Told(Outcome.OK, f"{user.name} ({user.login}), user {user.id}", facts)


def privileges(found: Privileges) -> Told:
    """No administrator rights, or those that were allowed."""
    facts = {"superuser": found.superuser, "groups": list(found.groups), "technical": list(found.technical)}
    if found.excessive:
        return Told(Outcome.WARNING, f"administrator rights, allowed by --allow-admin: {found.text}", facts)
    return Told(Outcome.OK, "no administrator rights", facts)


def company(chosen: Reference, user: User) -> Told:
    """The company that agents work in."""
    facts = {"company_id": chosen.id, "company": chosen.name}
    others = len(user.companies) - 1
    return Told(Outcome.OK, f"{chosen.name}, one of {others + 1}" if others else chosen.name, facts)


def which_company(user: User) -> Question:
    """Asked where the user works in several."""
    options = tuple(Option(str(company.id), company.name, f"id {company.id}") for company in user.companies)
    return Question("Company", options, next((one for one in options if one.value == str(user.company.id)), None))


def no_company(user: User) -> ArgumentInvalid:
    """Nobody can be asked."""
    return ArgumentInvalid(
        f"This user works in several companies: {listing(user)}.", advice="Choose one with --company NAME or ID."
    )


def keys(found: Keys | None, kind: SecretKind, info: ServerInfo, now: datetime) -> Told:
    """How long the key still works. `expires` is in UTC, or None; `found` is None where Odoo does not show the keys."""
    expires = found.expires if found else None
    facts = {"expires": expires.isoformat() if expires else None}
    if kind is SecretKind.PASSWORD:
        return Told(Outcome.NOTE, "a password is in use: no expiry to watch", facts)
    if not dialect(info.major).api_keys_expire:
        return Told(Outcome.OK, f"keys do not expire on Odoo {info.major}", facts)
    if found is None:
        return Told(Outcome.NOTE, "Odoo does not show when this key expires", facts)
    if expires is None:
        return Told(Outcome.OK, "does not expire", facts)
    days = (expires - now).days
    text = f"expires on {expires:%Y-%m-%d}, in {days} day{'' if days == 1 else 's'}"
    if found.count > 1:
        text += f" (the first of this user's {found.count} keys; Odoo does not tell which is in use)"
    if expires - now < EXPIRES_SOON:
        return Told(Outcome.WARNING, f"{text}; make a new one, then `atlas-odoo connections rotate-key`", facts)
    return Told(Outcome.OK, text, facts)


def record(one: Probed) -> Told:
    """What reading one kind of record gave."""
    outcome = {
        Finding.READ: Outcome.OK,
        Finding.EMPTY: Outcome.NOTE,
        Finding.NOT_INSTALLED: Outcome.NOTE,
        Finding.DENIED: Outcome.WARNING,
        Finding.FAILED: Outcome.WARNING,
    }[one.finding]
    facts = {"model": one.probe.model, "result": one.finding.value, "record": one.record, "groups": list(one.groups)}
    return Told(outcome, one.text, facts)


def readable(probed: Sequence[Probed]) -> None:
    """Refuse a user who can read none of it. Raises what went wrong, or AccessDenied with its groups."""
    if any(one.readable for one in probed):
        return
    for one in probed:
        if one.finding is Finding.FAILED and one.error is not None:
            raise one.error
    groups = dict.fromkeys(group for one in probed for group in one.groups)
    raise AccessDenied("This user can read no kind of business record.", groups=tuple(groups))


def _protocol(info: ServerInfo) -> str:
    return info.wire.value.upper()


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""Who signed in: the user, its companies, and how long its API key still works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from atlas_odoo.connections.connection import SecretKind
from atlas_odoo.errors import AccessDenied, ArgumentInvalid
from atlas_odoo.odoo.call import Call
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.odoo.wire import is_api_key

EXPIRES_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class User:
    """The signed-in user. `share` is true for portal users; `company` is where it works by default."""

    id: int
    name: str
    login: str
    share: bool
    company: Reference
    companies: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The user's API keys that still work: how many, and when the first of those that expire does."""

    count: int
    expires: datetime | None


def kind_of(secret: str) -> SecretKind:
    """What kind of secret this is, by its form: Odoo does not tell which of the two it took."""
    return SecretKind.API_KEY if is_api_key(secret) else SecretKind.PASSWORD


async def read_user(client: OdooClient, uid: int) -> User:
    """The signed-in user with its companies."""
    fields = ["name", "login", "share", "company_id", "company_ids"]
    [record] = await client.call(Call("res.users", "read", {"fields": fields}, ids=(uid,)))
    companies = await client.call(
        Call("res.company", "read", {"fields": ["display_name"]}, ids=tuple(record["company_ids"]))
    )
    return User(
        id=uid,
        name=record["name"],
        login=record["login"],
        share=bool(record["share"]),
        company=Reference(*record["company_id"]),
        companies=tuple(Reference(company["id"], company["display_name"]) for company in companies),
    )


def pick_company(user: User, wanted: str | None) -> Reference | None:
    """The company that `wanted` (a name or an id) means, or the only one; None when somebody has to choose.

    Raises ArgumentInvalid, listing the companies, when it is none of them or fits several.
    """
    if wanted is None:
        return user.companies[0] if len(user.companies) == 1 else None
    text = wanted.strip()
    if text.isdecimal():
        found = [company for company in user.companies if company.id == int(text)]
    else:
        found = [company for company in user.companies if company.name.casefold() == text.casefold()]
    if len(found) == 1:
        return found[0]
    trouble = "fits several companies" if found else "is no company of this user"
    raise ArgumentInvalid(f"{text} {trouble}.", advice=f"Its companies: {listing(user)}.")


def listing(user: User) -> str:
    """The user's companies with their ids, for a message."""
    return ", ".join(f"{company.name} ({company.id})" for company in user.companies)


async def read_keys(client: OdooClient, uid: int, now: datetime) -> Keys | None:
    """The user's own API keys, or None where Odoo does not show them. No call ever tells a key itself.

    Which of several keys is in use cannot be seen either, so the earliest date counts for all of them.
    """
    versions = dialect(client.info.major)
    if not versions.api_keys:
        return None
    fields = ["name", *(["expiration_date"] if versions.api_keys_expire else [])]
    try:
        records = await client.call(
            Call("res.users.apikeys", "search_read", {"domain": [["user_id", "=", uid]], "fields": fields})
        )
    except AccessDenied:
        return None
    dates = [_moment(record["expiration_date"]) for record in records if record.get("expiration_date")]
    ahead = [date for date in dates if date > now]
    return Keys(count=len(records) - len(dates) + len(ahead), expires=min(ahead, default=None))


def _moment(text: str) -> datetime:
    """Odoo's datetimes are UTC and do not say so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

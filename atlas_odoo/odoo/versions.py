"""What differs between the versions of Odoo that we speak to, as data.

14 and 19 are tested against real servers; what lies between is from Odoo's sources and was seen in part on a real 17
(`get_available_models`, `web_search_read`, `has_group`). Which version brought what is written here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from atlas_odoo.errors import VersionNotSupported

OLDEST_ACCEPTED: Final = 13
OLDEST_TESTED: Final = 14
NEWEST_TESTED: Final = 19

SINCE: Final[dict[str, int]] = {
    "api_keys": 14,
    "move_type": 14,
    "web_search_read": 14,
    "weeks_by_language": 15,
    "group_by_many2many": 15,
    "get_available_models": 16,
    "faults_without_session": 16,
    "measure_of_grouping": 17,
    "onchange_specification": 17,
    "web_search_specification": 17,
    "bill_report_data": 17,
    "has_access": 18,
    "has_group_takes_user": 18,
    "api_keys_expire": 18,
    "json2": 19,
    "formatted_read_group": 19,
    "date_parts": 19,
    "relative_dates": 19,
    "doc_index": 19,
    "group_by_path": 19,
    "group_ids": 19,
    "name_search_takes_domain": 19,
}
"""The first major version that has each feature of `Dialect`."""

UNTIL: Final[dict[str, int]] = {"generate_email": 16, "message_format": 15, "price_of_context": 14}
"""The last major version that has each of the other features of `Dialect`."""

OPERATORS_SINCE: Final[dict[str, int]] = {"any": 17, "not any": 17, "not =like": 19, "not =ilike": 19}
"""The first major version of an operator of domains that version 14 does not have."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to talk to one major version."""

    major: int
    api_keys: bool
    """API keys exist."""
    move_type: bool
    """The kind of an `account.move` is in `move_type`; before, in `type`."""
    get_available_models: bool
    """`ir.model.get_available_models()` is open to every internal user."""
    faults_without_session: bool
    """`/jsonrpc` tells what failed; before, only once a web session has chosen a database."""
    web_search_read: bool
    """`web_search_read` gives records and their total in one call; before, `search_read` and `search_count`."""
    group_by_many2many: bool
    """Records can be grouped by a many2many field (14 refuses it)."""
    group_by_path: bool
    """Records can be grouped by a field of the record a many2one points to (seen on 19; 14 refuses it)."""
    weeks_by_language: bool
    """Groups by week begin on the first day of the week of the user's language; before, on Monday."""
    measure_of_grouping: bool
    """A field can be grouped by and measured at once; before, `read_group` silently left the measure out."""
    onchange_specification: bool
    """`onchange(values, field_names, fields_spec)` computes a record with its lines that is not saved."""
    web_search_specification: bool
    """`web_search_read(domain, specification, ...)` reads nested records and the total in one call."""
    has_access: bool
    """`has_access(operation)`; before, `check_access_rights(operation, raise_exception)`."""
    has_group_takes_user: bool
    """`res.users.has_group` is called on the user's id; before, on the model for the current user."""
    api_keys_expire: bool
    """`res.users.apikeys` has `expiration_date`."""
    json2: bool
    """`POST /json/2/<model>/<method>` with an API key."""
    formatted_read_group: bool
    """`formatted_read_group`; before, `read_group`."""
    date_parts: bool
    """Domains compare parts of dates, such as `date_order.month_number`."""
    relative_dates: bool
    """Domains take dates such as `today -7d`."""
    doc_index: bool
    """`GET /doc-bearer/index.json`, for members of `api_doc.group_allow_doc`."""
    bill_report_data: bool
    """The report of a bill of materials gives data; before, it gives HTML."""
    group_ids: bool
    """The groups of `res.users` are in `group_ids`; before, in `groups_id`."""
    name_search_takes_domain: bool
    """`name_search` narrows by `domain`; before, by `args`."""

    generate_email: bool
    """`mail.template.generate_email` gives the PDF that an e-mail would bring."""
    message_format: bool
    """`mail.message.message_format` tells the tracked changes in a flat form (14)."""
    price_of_context: bool
    """`product.product.price` is the price by the pricelist, quantity and partner of the context."""

    @property
    def groups_field(self) -> str:
        """The field of `res.users` that holds its groups."""
        return "group_ids" if self.group_ids else "groups_id"

    @property
    def name_search_domain(self) -> str:
        """The argument of `name_search` that narrows what it finds."""
        return "domain" if self.name_search_takes_domain else "args"

    @property
    def invoice_type_field(self) -> str:
        """The field of `account.move` that tells invoices from other entries."""
        return "move_type" if self.move_type else "type"

    @property
    def warning(self) -> str | None:
        """What a user of this version should know, or None."""
        if self.major < OLDEST_TESTED:
            return (
                f"Odoo {self.major} is not tested with atlas-odoo, and it has no API keys: a password is used instead."
            )
        if self.major > NEWEST_TESTED:
            return f"Odoo {self.major} is newer than what atlas-odoo was tested with ({NEWEST_TESTED})."
        return None


@lru_cache(maxsize=16)
def dialect(major: int) -> Dialect:
    """The dialect of a major version. Raises VersionNotSupported for 12 and older."""
    if major < OLDEST_ACCEPTED:
        raise VersionNotSupported(f"This server runs Odoo {major}.")
    since = {feature: major >= first for feature, first in SINCE.items()}
    return Dialect(major, **since, **{feature: major <= last for feature, last in UNTIL.items()})

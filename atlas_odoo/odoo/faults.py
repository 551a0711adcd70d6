"""Faults that Odoo names, as tables: which of our errors each one is.

Both protocols tell a fault as the name of a Python exception and a message, JSON-2 with an HTTP status besides.
The first row that matches wins; `tests/odoo/test_faults.py` proves that each known exception name is covered and
that each error a transport may raise comes from some row. No I/O here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    RecordLocked,
    RecordMissing,
    ServerFault,
    TimedOut,
    ValidationRefused,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a server said. `name` is the Python exception, module included, or empty when the body was not Odoo's."""

    status: int
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A fault is `raises` when every condition that is set holds. `pattern` is searched in the raw message."""

    raises: type[OdooError]
    names: frozenset[str]
    statuses: frozenset[int]
    pattern: re.Pattern[str] | None
    names_database: bool

    def matches(self, fault: Fault, database: str) -> bool:
        """Whether this row speaks about the fault."""
        return (
            fault.name in self.names
            and (not self.statuses or fault.status in self.statuses)
            and (self.pattern is None or self.pattern.search(fault.message) is not None)
            # PostgreSQL's message is in the server's language; the name in it is not.
            and (not self.names_database or database in fault.message)
        )


Table = tuple[Row, ...]


def row(
    raises: type[OdooError],
    *names: str,
    status: tuple[int, ...] = (),
    pattern: str | None = None,
    names_database: bool = False,
) -> Row:
    """A row, written shortly."""
    compiled = re.compile(pattern, re.IGNORECASE) if pattern else None
    return Row(raises, frozenset(names), frozenset(status), compiled, names_database)


_USER_ERRORS: Final = (
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.Warning",
    "odoo.exceptions.except_orm",
)
_PLAN: Final = r"external api|api access|pricing plan|custom plan|your subscription"

EXCEPTIONS: Final[Table] = (
    # Odoo Online refuses in words of its own; these are from its documentation, not seen on a real server.
    row(ApiAccessDenied, "odoo.exceptions.AccessDenied", "odoo.exceptions.AccessError", pattern=_PLAN),
    row(CredentialsInvalid, "odoo.exceptions.AccessDenied", "odoo.http.SessionExpiredException"),
    row(MethodMissing, "odoo.exceptions.AccessError", pattern=r"private methods \(such as"),
    row(AccessDenied, "odoo.exceptions.AccessError"),
    row(RecordMissing, "odoo.exceptions.MissingError", "odoo.exceptions.CacheMiss"),
    row(ModelMissing, "odoo.exceptions.UserError", pattern=r"^object \S+ doesn't exist$"),
    row(ValidationRefused, *_USER_ERRORS, "odoo.exceptions.QWebException"),
    row(FieldMissing, "builtins.ValueError", pattern=r"invalid field"),
    row(MethodMissing, "builtins.AttributeError", pattern=r"^the method '|^type object '[^']+' has no attribute"),
    # Arguments that Odoo does not understand: a bad operator or domain, an unknown keyword.
    row(ValidationRefused, "builtins.TypeError", pattern=r"argument|format"),
    row(ValidationRefused, "builtins.ValueError", pattern=r"invalid|unknown|unsupported|malformed"),
    row(ValidationRefused, "builtins.AssertionError", pattern=r"\bdomains?\b"),
    row(
        ValidationRefused,
        "psycopg2.DataError",
        "psycopg2.errors.InvalidTextRepresentation",
        "psycopg2.errors.InvalidRowCountInLimitClause",
        "psycopg2.errors.InvalidRowCountInResultOffsetClause",
        "psycopg2.errors.InvalidDatetimeFormat",
        "psycopg2.errors.DatetimeFieldOverflow",
        "psycopg2.errors.NumericValueOutOfRange",
        "psycopg2.errors.UndefinedFunction",
    ),
    # 14 lets some of its database's constraints through as they are.
    row(
        ValidationRefused,
        "psycopg2.IntegrityError",
        "psycopg2.errors.NotNullViolation",
        "psycopg2.errors.ForeignKeyViolation",
        "psycopg2.errors.UniqueViolation",
        "psycopg2.errors.CheckViolation",
        "psycopg2.errors.ExclusionViolation",
    ),
    row(
        RecordLocked,
        "odoo.exceptions.LockError",
        "odoo.exceptions.ConcurrencyError",
        "psycopg2.errors.SerializationFailure",
        "psycopg2.errors.LockNotAvailable",
        "psycopg2.errors.DeadlockDetected",
        "psycopg2.extensions.TransactionRollbackError",
    ),
    row(TimedOut, "psycopg2.errors.QueryCanceled", "psycopg2.extensions.QueryCanceledError"),
    row(DatabaseNotFound, "psycopg2.OperationalError", names_database=True),
)
"""What both protocols have in common: the exceptions of Odoo, of Python and of PostgreSQL's driver."""

JSON2: Final[Table] = (
    *EXCEPTIONS,
    row(CredentialsInvalid, "werkzeug.exceptions.Unauthorized"),
    row(ModelMissing, "werkzeug.exceptions.NotFound", pattern=r"^the model '"),
    row(MethodMissing, "werkzeug.exceptions.NotFound"),
    row(ValidationRefused, "werkzeug.exceptions.UnprocessableEntity", "werkzeug.exceptions.BadRequest"),
    row(AccessDenied, "werkzeug.exceptions.Forbidden"),
    # Without a database there is no JSON-2: 19 answers with a page that says so.
    row(DatabaseNotFound, "", status=(404,)),
    row(ServerFault, "", status=(500,)),
)
"""JSON-2, seen on 19."""

JSONRPC: Final[Table] = (
    *EXCEPTIONS,
    row(DatabaseNotFound, "builtins.AssertionError", pattern=r"^missing database name"),
    row(DatabaseNotFound, "builtins.KeyError", names_database=True),
    row(ServerFault, "", status=(500,)),
)
"""JSON-RPC, seen on 14 and 19."""


def classify(table: Table, fault: Fault, database: str) -> type[OdooError]:
    """Which of our errors a fault is: what no row speaks about is Odoo's own, or not an Odoo at all."""
    for candidate in table:
        if candidate.matches(fault, database):
            return candidate.raises
    return ServerFault if fault.name else NotAnOdoo

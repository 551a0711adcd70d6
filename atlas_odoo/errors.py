"""Every error that atlas-odoo raises on purpose.

Each says what happened (`message`) and what to do next (`advice`); both are written for the person or the
agent who reads them and never hold a secret or a traceback. `code` is stable and machine-readable; `exit_code`
is what a command ends with.

    AtlasError
    ├── ConfigurationError              a setting or file of ours is wrong              exit 3
    │   ├── NoConnection                nothing saved, or none active
    │   ├── UnknownConnection           no connection of that name
    │   ├── NameTaken                   another connection has that name
    │   ├── SettingInvalid              an environment variable or option has a bad value
    │   └── ToolFileInvalid             a tool file has faults
    ├── SecretError                     the encryption key is missing or wrong          exit 4
    ├── StoreError                      the store cannot be read or written             exit 5
    ├── CacheError                      the schema cache cannot be read or written      exit 5
    ├── BadRequest                      what the caller asked for cannot be planned     exit 2
    │   ├── ArgumentInvalid             an argument is unknown, of a wrong type or out of range
    │   ├── DomainInvalid               a domain is malformed, with the position of the fault
    │   ├── CursorInvalid               a cursor is not ours, or belongs to another query
    │   └── ReferenceAmbiguous          a name matches several records
    ├── Refused                         our own rules say no                            exit 6
    │   ├── FieldHidden                 a field that nobody reads through atlas-odoo
    │   ├── ModelHidden                 a model that nobody reads through atlas-odoo
    │   └── OverPrivileged              the integration user has administrator rights
    └── OdooError                       Odoo, or the way to it, says no
        ├── Unreachable                 no TCP connection, DNS failure                  exit 10
        ├── TLSFailure                  certificate or handshake                        exit 11
        ├── TimedOut                    no answer within the limit                      exit 12
        ├── NotAnOdoo                   something else answers at this URL              exit 13
        │   └── AnswerTooLarge          an answer beyond the size limit
        ├── DatabaseNotFound                                                            exit 14
        ├── SignInFailed                                                                exit 15
        │   ├── CredentialsInvalid      wrong login, password or API key
        │   ├── KeyExpired              the API key is past its expiration date
        │   └── TwoFactorNeedsKey       password of an account with two-factor sign-in
        ├── ApiAccessDenied             the plan of this Odoo has no external API       exit 16
        ├── VersionNotSupported                                                         exit 17
        ├── AccessDenied                groups or record rules; names the groups        exit 18
        ├── RecordMissing                                                               exit 19
        ├── NameMissing                 with near matches from the tenant's schema      exit 19
        │   ├── ModelMissing
        │   ├── FieldMissing
        │   └── MethodMissing
        ├── ValidationRefused           a UserError or ValidationError of Odoo          exit 20
        ├── RecordLocked                lock or serialisation failure                   exit 21
        ├── RateLimited                 429, with the time to wait                      exit 22
        ├── ServerFault                 Odoo failed inside                              exit 23
        │   └── GatewayFault            a proxy before Odoo answered 502, 503 or 504
        └── OutcomeUnknown              a write whose answer never came                 exit 24
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class AtlasError(Exception):
    """The root. `str(error)` is the message; `error.text` adds the advice."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    default_advice: ClassVar[str] = ""

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = self.default_advice if advice is None else advice

    @property
    def text(self) -> str:
        """Message and advice, as a person or an agent reads them."""
        return f"{self.message} {self.advice}".strip()


# Configuration of atlas-odoo itself ---------------------------------------------------------------------------


class ConfigurationError(AtlasError):
    """A setting or a file of ours is wrong."""

    code = "configuration"
    exit_code = 3


class NoConnection(ConfigurationError):
    """Nothing is saved, or none is active."""

    code = "no_connection"
    default_advice = "Run `atlas-odoo connect` on the machine where this program is installed."


class UnknownConnection(ConfigurationError):
    """No connection has that name."""

    code = "unknown_connection"
    default_advice = "`atlas-odoo connections list` shows the saved ones."


class NameTaken(ConfigurationError):
    """Another connection has that name; names compare without regard to case."""

    code = "name_taken"
    default_advice = "Choose another name; `atlas-odoo connections list` shows the saved ones."


class SettingInvalid(ConfigurationError):
    """An environment variable or an option has a value that cannot be used."""

    code = "setting_invalid"


class ToolFileInvalid(ConfigurationError):
    """A tool file has faults; they are told beside the error, each with its line and column."""

    code = "tool_file_invalid"
    default_advice = "Until they are mended, the file is left out and everything else works."


class SecretError(AtlasError):
    """The encryption key is missing, unreadable or does not open what was sealed."""

    code = "secret"
    exit_code = 4


class StoreError(AtlasError):
    """The store cannot be read or written."""

    code = "store"
    exit_code = 5


class CacheError(AtlasError):
    """The schema cache cannot be read or written."""

    code = "schema_cache"
    exit_code = 5
    default_advice = "Run `atlas-odoo discover --full` to build it again."


# What the caller asked ----------------------------------------------------------------------------------------


class BadRequest(AtlasError):
    """What the caller asked for cannot be planned; nothing was sent to Odoo."""

    code = "bad_request"
    exit_code = 2


class ArgumentInvalid(BadRequest):
    """An argument is unknown, of a wrong type, or out of range."""

    code = "argument_invalid"


class DomainInvalid(BadRequest):
    """A domain is malformed; `position` is a path such as `[2][1]` into it."""

    code = "domain_invalid"

    def __init__(self, message: str, *, position: str, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.position = position


class CursorInvalid(BadRequest):
    """A cursor is not ours, or belongs to another query."""

    code = "cursor_invalid"
    default_advice = "Repeat the call without cursor."


class ReferenceAmbiguous(BadRequest):
    """A name matches several records; the message lists them."""

    code = "reference_ambiguous"
    default_advice = "Use one of the ids."


# Our own rules ------------------------------------------------------------------------------------------------


class Refused(AtlasError):
    """Rules of atlas-odoo, not of Odoo, say no."""

    code = "refused"
    exit_code = 6


class FieldHidden(Refused):
    """A field that nobody reads, filters, sorts or groups by through atlas-odoo."""

    code = "field_hidden"
    default_advice = "Leave the field out."


class ModelHidden(Refused):
    """A model that nobody reads through atlas-odoo."""

    code = "model_hidden"


class OverPrivileged(Refused):
    """The integration user has rights that an agent's user must not have; `groups` names them."""

    code = "over_privileged"

    def __init__(self, message: str, *, groups: Sequence[str] = (), advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.groups = tuple(groups)


# Odoo and the way to it ---------------------------------------------------------------------------------------


class OdooError(AtlasError):
    """Odoo, or something on the way to it, did not do what was asked."""

    code = "odoo"
    exit_code = 23


class Unreachable(OdooError):
    """No TCP connection: name not found, port closed, network gone."""

    code = "unreachable"
    exit_code = 10
    default_advice = "Check the URL and that the server is running, then try again."


class TLSFailure(OdooError):
    """The certificate or the TLS handshake failed."""

    code = "tls"
    exit_code = 11
    default_advice = "Check the host name in the URL and the server's certificate."


class TimedOut(OdooError):
    """Odoo did not answer a read within the limit, or its database cancelled a call; either way nothing was changed.

    A write whose answer does not come is OutcomeUnknown instead. A cancelled query is told by Odoo itself, for writes
    too: the transaction has been rolled back.
    """

    code = "timed_out"
    exit_code = 12
    default_advice = "Ask for less (fewer records, fewer fields, a narrower domain) or try again later."


class NotAnOdoo(OdooError):
    """Something answers at this URL that does not speak Odoo's protocol."""

    code = "not_an_odoo"
    exit_code = 13
    default_advice = "Check the URL: it is the address that the browser shows for Odoo, without /odoo or /web."


class AnswerTooLarge(NotAnOdoo):
    """An answer beyond the size limit was cut off and thrown away."""

    code = "answer_too_large"
    default_advice = "Ask for fewer records or fields."


class DatabaseNotFound(OdooError):
    """The server does not know a database of this name."""

    code = "database_not_found"
    exit_code = 14
    default_advice = "Check the database name; Odoo's Settings page and /web/database/manager show it."


class SignInFailed(OdooError):
    """Odoo knows the database but not these credentials."""

    code = "sign_in_failed"
    exit_code = 15


class CredentialsInvalid(SignInFailed):
    """Login, password or API key are wrong, the key was removed or the user archived."""

    code = "credentials_invalid"
    default_advice = (
        "Check that the user is active and the API key still exists (Odoo: Preferences, Account Security), "
        "then `atlas-odoo connections rotate-key NAME`."
    )


class KeyExpired(SignInFailed):
    """The API key is past its expiration date."""

    code = "key_expired"
    default_advice = (
        "Make a new key in Odoo (Preferences, Account Security), then `atlas-odoo connections rotate-key NAME`."
    )


class TwoFactorNeedsKey(SignInFailed):
    """A password was given for an account with two-factor sign-in, which only takes an API key."""

    code = "two_factor_needs_key"
    default_advice = "Make an API key in Odoo (Preferences, Account Security) and use it instead of the password."


class ApiAccessDenied(OdooError):
    """The subscription of this Odoo does not include the external API."""

    code = "api_access_denied"
    exit_code = 16
    default_advice = "Odoo's external API needs the Custom plan on Odoo Online."


class VersionNotSupported(OdooError):
    """Odoo is older than what atlas-odoo speaks to."""

    code = "version_not_supported"
    exit_code = 17
    default_advice = "atlas-odoo is tested with Odoo 14 to 19; 13 is accepted with a password, 12 and older are not."


class AccessDenied(OdooError):
    """Groups or record rules of Odoo deny the operation; `groups` are those that Odoo says would allow it."""

    code = "access_denied"
    exit_code = 18

    def __init__(self, message: str, *, groups: Sequence[str] = (), advice: str | None = None) -> None:
        if advice is None:
            named = " or ".join(groups)
            advice = (
                f"An Odoo administrator can add the integration user to: {named}."
                if named
                else "An Odoo administrator can widen the integration user's groups."
            )
        super().__init__(message, advice=advice)
        self.groups = tuple(groups)


class RecordMissing(OdooError):
    """A record does not exist, was deleted, or is not visible to this user."""

    code = "record_missing"
    exit_code = 19


class NameMissing(OdooError):
    """Something that does not exist in this tenant; `near` are the closest names that do.

    `model` is the model that it is about, where that is known.
    """

    code = "name_missing"
    exit_code = 19

    def __init__(
        self, message: str, *, model: str | None = None, near: Sequence[str] = (), advice: str | None = None
    ) -> None:
        if advice is None:
            advice = f"Did you mean {' or '.join(near)}?" if near else "`search_schema` finds what exists here."
        super().__init__(message, advice=advice)
        self.model = model
        self.near = tuple(near)


class ModelMissing(NameMissing):
    """The tenant has no such model, or this user may not see it."""

    code = "model_missing"


class FieldMissing(NameMissing):
    """The model has no such field in this tenant."""

    code = "field_missing"


class MethodMissing(NameMissing):
    """The model has no such public method on this version."""

    code = "method_missing"


class ValidationRefused(OdooError):
    """A constraint or business rule of Odoo refused the values; the message is Odoo's own."""

    code = "validation_refused"
    exit_code = 20


class RecordLocked(OdooError):
    """Another transaction holds the record."""

    code = "record_locked"
    exit_code = 21
    default_advice = "Try again in a moment."


class RateLimited(OdooError):
    """Odoo or a proxy answered 429; `retry_after` is in seconds."""

    code = "rate_limited"
    exit_code = 22

    def __init__(self, message: str, *, retry_after: float | None = None, advice: str | None = None) -> None:
        if advice is None:
            advice = f"Try again in {retry_after:.0f} s." if retry_after else "Try again in a minute."
        super().__init__(message, advice=advice)
        self.retry_after = retry_after


class ServerFault(OdooError):
    """Odoo failed inside."""

    code = "server_fault"
    exit_code = 23
    default_advice = "Odoo's own log has the details; try again, or ask the Odoo administrator."


class GatewayFault(ServerFault):
    """A proxy before Odoo answered 502, 503 or 504."""

    code = "gateway_fault"
    default_advice = "Odoo may be restarting: try again in a moment."


class OutcomeUnknown(OdooError):
    """The answer to a write never came: it may or may not have happened. Never retried."""

    code = "outcome_unknown"
    exit_code = 24
    default_advice = "Read the record before doing anything else."

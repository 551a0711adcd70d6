"""Who can sign in where: the values that tests work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.bed.errors import Unavailable


@dataclass(frozen=True)
class Credential:
    """One user. Its repr shows the login only."""

    login: str
    api_key: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class Tenant:
    """One database on one server, and the users it has.

    `login`, `api_key` and `password` are those of the integration user `agent`.
    """

    version: int
    url: str
    database: str
    people: Mapping[str, Credential] = field(repr=False)

    def _person(self, name: str) -> Credential:
        try:
            return self.people[name]
        except KeyError:
            raise Unavailable(f"the Odoo {self.version} under test has no user {name!r} that is known here") from None

    @property
    def login(self) -> str:
        """The integration user."""
        return self._person("agent").login

    @property
    def api_key(self) -> str:
        """The integration user's key."""
        return self._person("agent").api_key

    @property
    def password(self) -> str:
        """The integration user's password."""
        return self._person("agent").password

    @property
    def agent(self) -> Credential:
        """The integration user: user-level groups of every application, nothing more."""
        return self._person("agent")

    @property
    def clerk(self) -> Credential:
        """A user who may do little: internal user and Sales, own documents."""
        return self._person("clerk")

    @property
    def multi(self) -> Credential:
        """As the integration user, but allowed in two companies."""
        return self._person("multi")

    @property
    def admin(self) -> Credential:
        """The administrator."""
        return self._person("admin")

    @property
    def disposable(self) -> Credential:
        """A second key of the integration user, which a test may delete."""
        return self._person("disposable")

    @property
    def expiring(self) -> Credential | None:
        """A user like the integration user whose key expires in three days; None before 19."""
        return self.people.get("expiring")

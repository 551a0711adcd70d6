"""Test & Save: everything that has to hold before a connection is saved, step by step.

A connection passes when the server is an Odoo of a supported version, the credentials work, the user is not an
administrator (or `allow_admin`), its company is known, and at least one kind of business record can be read.
Kinds that are denied, empty or not installed are told and do not keep it from passing: what an agent's user may
read is the Odoo administrator's choice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import UTC, datetime

from atlas_odoo.connections import check_words as words
from atlas_odoo.connections.check_signin import client_for, find_databases, sign_in
from atlas_odoo.connections.check_user import User, kind_of, pick_company, read_keys, read_user
from atlas_odoo.connections.check_values import Checked, Draft, Event, Outcome, Step
from atlas_odoo.connections.check_words import Told
from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.connections.privileges import find_privileges
from atlas_odoo.connections.probes import run_probes
from atlas_odoo.errors import ArgumentInvalid, AtlasError
from atlas_odoo.odoo.address import mend_url
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials, ServerInfo


async def check(draft: Draft, limits: Limits) -> AsyncGenerator[Event, str | None]:
    """Test what `draft` describes: a Step for everything found out, as it happens, and Checked at the end.

    Where a choice is open, a Question comes out and its answer is expected by `asend`; None means that nobody can
    be asked. The step that fails is told as any other, then its error is raised: those of reaching and signing in,
    ArgumentInvalid, OverPrivileged, AccessDenied. Nothing is saved here, and nothing in Odoo changes.
    """
    run = _Run(draft, limits)
    try:
        for part in (run.reach(), run.examine()):
            answer: str | None = None
            async with aclosing(part):
                with suppress(StopAsyncIteration):
                    while True:
                        answer = yield await part.asend(answer)
    except AtlasError as error:
        yield run.log.end(Told(Outcome.FAILED, error.message, {"code": error.code}))
        raise
    finally:
        if run.client is not None:
            await run.client.close()


class _Run:
    """One run of the tests: `reach` is what comes before signing in, `examine` signs in and looks around."""

    def __init__(self, draft: Draft, limits: Limits) -> None:
        self.log = _Log("address")
        self.client: OdooClient | None = None
        self._draft = draft
        self._limits = limits

    async def reach(self) -> AsyncGenerator[Event, str | None]:
        """The server, its version, and the database."""
        log = self.log
        address = mend_url(self._draft.url)
        if address.notes:
            yield log.end(words.address(address))

        log.begin("server")
        self._info = info = await probe(address.url, self._limits)
        yield log.end(words.server(info, address.url), then="version")
        yield log.end(words.version(info), then="database")

        database = self._draft.database
        if not database:
            candidates = await find_databases(info, self._limits)
            database = candidates.only
            if database is None:
                database = _answer((yield words.which_database(candidates)), words.no_database(candidates))
                log.resume()
            yield log.end(words.database(database, candidates))
        self._database = database

    async def examine(self) -> AsyncGenerator[Event, str | None]:
        """The user, its rights, company and key, and what it can read; Checked at the end."""
        log, draft = self.log, self._draft
        log.begin("sign-in")
        credentials = Credentials(self._database, draft.login, draft.secret)
        client = self.client = client_for(self._info, credentials, self._limits)
        uid = await sign_in(client, self._limits)
        kind = kind_of(draft.secret)
        yield log.end(words.signed_in(client.info, self._database, kind), then="user")
        user = await read_user(client, uid)
        yield log.end(words.who(user), then="privileges")

        privileges = await find_privileges(client, uid, allow_admin=draft.allow_admin)
        yield log.end(words.privileges(privileges), then="company")

        company = pick_company(user, draft.company)
        if company is None:
            answer = _answer((yield words.which_company(user)), words.no_company(user))
            log.resume()
            company = pick_company(user, answer) or user.company
        yield log.end(words.company(company, user), then="api key")

        now = datetime.now(UTC)
        keys = await read_keys(client, uid, now)
        yield log.end(words.keys(keys, kind, client.info, now), then="read access")

        probed = await run_probes(client, company.id)
        for one in probed:
            yield log.add(one.probe.name, words.record(one), one.seconds)
        words.readable(probed)
        connection = _connection(
            draft,
            client.info,
            database=self._database,
            user=user,
            company=company,
            kind=kind,
            key_expires=keys.expires if keys else None,
            now=now,
        )
        yield Checked(connection, log.steps)


def _answer(given: str | None, otherwise: ArgumentInvalid) -> str:
    if not given:
        raise otherwise
    return given


def _connection(
    draft: Draft,
    info: ServerInfo,
    *,
    database: str,
    user: User,
    company: Reference,
    kind: SecretKind,
    key_expires: datetime | None,
    now: datetime,
) -> Connection:
    """What was proven, as a connection: a new one, or the saved one with what is known of it now."""
    saved = draft.saved
    return Connection(
        id=saved.id if saved else uuid.uuid4().hex,
        name=draft.name or database,
        url=info.url,
        database=database,
        login=user.login,
        uid=user.id,
        version=info.version,
        major=info.major,
        wire=info.wire,
        company_id=company.id,
        company_name=company.name,
        secret_kind=kind,
        key_expires=key_expires,
        allow_admin=draft.allow_admin,
        active=saved.active if saved else False,
        created_at=saved.created_at if saved else now,
        tested_at=now,
    )


class _Log:
    """The steps so far, and the one that is being timed."""

    def __init__(self, first: str) -> None:
        self._steps: list[Step] = []
        self.begin(first)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    def begin(self, name: str) -> None:
        self._name = name
        self.resume()

    def resume(self) -> None:
        """Start the clock again: the time in which a person thinks is not Odoo's."""
        self._since = time.perf_counter()

    def end(self, told: Told, *, then: str | None = None) -> Step:
        """The step that was begun, finished; the next one begins when `then` names it."""
        step = self.add(self._name, told, time.perf_counter() - self._since)
        if then:
            self.begin(then)
        return step

    def add(self, name: str, told: Told, seconds: float) -> Step:
        step = Step(name, told.outcome, told.text, seconds, told.facts)
        self._steps.append(step)
        return step

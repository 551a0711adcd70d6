"""What Test & Save says where the test servers cannot show it: old and new versions, no TLS, keys near their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from atlas_odoo.connections import check_words as words
from atlas_odoo.connections.check_signin import Candidates
from atlas_odoo.connections.check_user import Keys
from atlas_odoo.connections.check_values import Draft, Outcome
from atlas_odoo.connections.connection import SecretKind
from atlas_odoo.connections.probes import PROBES, Finding, Probed
from atlas_odoo.errors import AccessDenied, Unreachable
from atlas_odoo.odoo.transport import ServerInfo, Wire

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def info(url: str = "https://erp.example.com", major: int = 19) -> ServerInfo:
    return ServerInfo(url, f"{major}.0", major, Wire.JSON2 if major >= 19 else Wire.JSONRPC)


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("https://erp.example.com", Outcome.OK),
        ("http://erp.example.com", Outcome.WARNING),
        ("http://192.168.1.5:8069", Outcome.WARNING),
        ("http://localhost:8069", Outcome.OK),
        ("http://127.0.0.1:8069", Outcome.OK),
        ("http://[::1]:8069", Outcome.OK),
    ],
)
def test_key_in_the_clear_is_warned_about(url: str, outcome: Outcome) -> None:
    told = words.server(info(url), url)
    assert told.outcome is outcome
    assert ("in the clear" in told.text) is (outcome is Outcome.WARNING)


def test_redirect_to_tls_is_told() -> None:
    told = words.server(info("https://erp.example.com"), "http://erp.example.com")
    assert told.outcome is Outcome.NOTE
    assert "http://erp.example.com redirects to https://erp.example.com" in told.text


@pytest.mark.parametrize(("major", "outcome"), [(13, Outcome.WARNING), (14, Outcome.OK), (19, Outcome.OK)])
def test_version_that_is_not_tested_is_warned_about(major: int, outcome: Outcome) -> None:
    assert words.version(info(major=major)).outcome is outcome


def test_advice_to_use_a_key_is_given_only_where_there_are_keys() -> None:
    assert "API key" not in words.signed_in(info(major=13), "shop", SecretKind.PASSWORD).text
    assert "API key" in words.signed_in(info(major=14), "shop", SecretKind.PASSWORD).text


def test_guessed_database_is_told_as_a_guess() -> None:
    told = words.database("shop", Candidates((), "shop"))
    assert told.outcome is Outcome.NOTE
    assert "guess" in told.text


@pytest.mark.parametrize(
    ("left", "outcome", "shown"),
    [
        (timedelta(days=90), Outcome.OK, "in 90 days"),
        (timedelta(days=30), Outcome.OK, "in 30 days"),
        (timedelta(days=29, hours=23), Outcome.WARNING, "in 29 days"),
        (timedelta(days=1, hours=1), Outcome.WARNING, "in 1 day;"),
        (timedelta(hours=2), Outcome.WARNING, "in 0 days"),
    ],
)
def test_key_that_ends_within_30_days_is_warned_about(left: timedelta, outcome: Outcome, shown: str) -> None:
    told = words.keys(Keys(1, NOW + left), SecretKind.API_KEY, info(), NOW)
    assert told.outcome is outcome
    assert shown in told.text
    assert told.facts["expires"] == (NOW + left).isoformat()


def test_expiry_of_one_of_several_keys_is_no_certainty() -> None:
    assert (
        "Odoo does not tell which"
        in words.keys(Keys(2, NOW + timedelta(days=60)), SecretKind.API_KEY, info(), NOW).text
    )
    assert words.keys(Keys(1, None), SecretKind.API_KEY, info(), NOW).text == "does not expire"
    assert words.keys(None, SecretKind.API_KEY, info(major=14), NOW).outcome is Outcome.OK


def test_expiry_that_odoo_does_not_show_is_no_promise() -> None:
    told = words.keys(None, SecretKind.API_KEY, info(major=19), NOW)
    assert told.outcome is Outcome.NOTE
    assert told.text == "Odoo does not show when this key expires"
    assert "do not expire on Odoo 14" in words.keys(None, SecretKind.API_KEY, info(major=14), NOW).text


def test_user_who_reads_nothing_is_refused_with_the_groups_that_would_help() -> None:
    denied = [
        Probed(probe, Finding.DENIED, 0.01, error=AccessDenied("No.", groups=("Sales/User", probe.name)))
        for probe in PROBES
    ]
    with pytest.raises(AccessDenied) as caught:
        words.readable(denied)
    assert caught.value.groups[:2] == ("Sales/User", "partner")
    assert len(caught.value.groups) == len(set(caught.value.groups))
    words.readable([*denied, Probed(PROBES[0], Finding.EMPTY, 0.01)])


def test_server_that_goes_away_while_reading_is_no_question_of_groups() -> None:
    gone = Unreachable("Nothing listens there.")
    probed = [Probed(probe, Finding.FAILED, 0.01, error=gone) for probe in PROBES]
    with pytest.raises(Unreachable):
        words.readable(probed)
    assert words.record(probed[0]).text == "failed (Nothing listens there.)"


def test_draft_never_shows_its_secret() -> None:
    assert "sesame" not in repr(Draft(url="https://erp.example.com", login="kim", secret="sesame-sesame"))

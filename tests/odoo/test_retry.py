"""Which failed reads are tried again, and after how long."""

from __future__ import annotations

import pytest

from atlas_odoo import errors
from atlas_odoo.odoo.retry import PATIENCE, delay_before


@pytest.mark.parametrize("kind", [errors.Unreachable, errors.GatewayFault, errors.RecordLocked, errors.RateLimited])
def test_what_may_pass_is_tried_again(kind: type[errors.OdooError]) -> None:
    assert delay_before(1, kind("x")) is not None


@pytest.mark.parametrize(
    "kind",
    [
        errors.TimedOut,  # the server has had its time
        errors.ServerFault,
        errors.NotAnOdoo,
        errors.AnswerTooLarge,
        errors.TLSFailure,
        errors.CredentialsInvalid,
        errors.AccessDenied,
        errors.FieldMissing,
        errors.ValidationRefused,
        errors.OutcomeUnknown,
    ],
)
def test_what_will_not_pass_is_not(kind: type[errors.OdooError]) -> None:
    assert delay_before(1, kind("x")) is None


def test_wait_doubles_up_to_a_cap() -> None:
    waits = [delay_before(attempt, errors.Unreachable("x"), jitter=1.0) for attempt in range(1, 9)]
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2, 4.0, 4.0, 4.0]


def test_half_of_the_wait_is_random() -> None:
    assert delay_before(3, errors.Unreachable("x"), jitter=0.0) == pytest.approx(0.4)
    seen = {delay_before(3, errors.Unreachable("x")) for _ in range(20)}
    assert len(seen) > 1
    assert all(wait is not None and 0.4 <= wait <= 0.8 for wait in seen)


def test_retry_after_is_kept_to_the_second() -> None:
    assert delay_before(1, errors.RateLimited("x", retry_after=3.0)) == 3.0


def test_retry_after_beyond_our_patience_is_told_instead() -> None:
    assert delay_before(1, errors.RateLimited("x", retry_after=PATIENCE + 1)) is None

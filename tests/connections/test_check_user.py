"""Which company is meant, and what kind of secret was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.connections.check_user import User, kind_of, pick_company
from atlas_odoo.connections.connection import SecretKind
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.plan import Reference

TEN = Reference(10, "Ten Ltd")
SEVEN = Reference(7, "10")
TWIN = Reference(3, "Twin")
OTHER_TWIN = Reference(4, "TWIN")


def user(*companies: Reference) -> User:
    return User(2, "Kim", "kim", share=False, company=companies[0], companies=companies)


@pytest.mark.parametrize("wanted", ["Ten Ltd", "ten ltd", "  TEN LTD  ", "10"])
def test_company_by_name_or_id(wanted: str) -> None:
    assert pick_company(user(TEN, TWIN), wanted) == TEN


def test_number_means_an_id_even_where_a_company_is_called_so() -> None:
    assert pick_company(user(SEVEN, TEN), "10") == TEN
    assert pick_company(user(SEVEN, TEN), "7") == SEVEN


def test_only_company_needs_no_choice_and_several_do() -> None:
    assert pick_company(user(TEN), None) == TEN
    assert pick_company(user(TEN, TWIN), None) is None


@pytest.mark.parametrize("wanted", ["twin", "99", "Nobody", ""])
def test_company_that_is_none_or_several_is_refused_with_the_list(wanted: str) -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        pick_company(user(TEN, TWIN, OTHER_TWIN), wanted)
    assert all(name in caught.value.advice for name in ("Ten Ltd (10)", "Twin (3)", "TWIN (4)"))


@given(st.binary(min_size=20, max_size=20))
def test_what_odoo_generates_is_a_key(key: bytes) -> None:
    assert kind_of(key.hex()) is SecretKind.API_KEY


@given(st.text(max_size=39))
def test_what_people_choose_is_a_password(secret: str) -> None:
    assert kind_of(secret) is SecretKind.PASSWORD

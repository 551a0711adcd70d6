from __future__ import annotations

import pytest

from atlas_odoo.connections.secrets import Sealer, fingerprint, new_key, parse_keys
from atlas_odoo.errors import SecretError

OLD, NEW, OTHER = new_key(), new_key(), new_key()


def test_what_is_sealed_opens_and_looks_different_each_time() -> None:
    sealer = Sealer((OLD,), held_by="a test")
    tokens = {sealer.seal("pässwörd 🔑") for _ in range(3)}
    assert len(tokens) == 3
    assert {sealer.open(token, of="x") for token in tokens} == {"pässwörd 🔑"}


def test_any_key_opens_and_the_first_seals() -> None:
    token = Sealer((OLD,), held_by="a test").seal("secret")
    both = Sealer((NEW, OLD), held_by="a test")
    assert both.open(token, of="x") == "secret"
    assert Sealer((NEW,), held_by="a test").open(both.rotate(token, of="x"), of="x") == "secret"


def test_the_key_that_the_store_names_seals_wherever_it_stands() -> None:
    token = Sealer((NEW, OLD), held_by="a test", first=fingerprint(OLD)).seal("secret")
    assert Sealer((OLD,), held_by="a test").open(token, of="x") == "secret"


def test_another_key_or_a_damaged_token_is_an_error_that_names_the_connection() -> None:
    token = Sealer((OLD,), held_by="a test").seal("secret")
    other = Sealer((OTHER,), held_by="the drawer")
    for use in (other.open, other.rotate):
        for broken in (token, token[:-9], "", "no token"):
            with pytest.raises(SecretError, match="'Production' does not open with the key in the drawer"):
                use(broken, of="Production")


def test_several_keys_are_separated_by_commas() -> None:
    assert parse_keys(f" {NEW} ,\n{OLD}\n", held_by="x") == (NEW, OLD)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("hunter2", "The key"),
        ("", "The key"),
        (NEW[:-2], "The key"),
        (f"{NEW},hunter2", "Key number 2 of 2"),
        (f"{NEW},", "Key number 2 of 2"),
        ("ключ", "The key"),
    ],
    ids=["a word", "nothing", "a part of one", "one and a word", "one and nothing", "other letters"],
)
def test_what_is_no_key_is_refused_without_repeating_it(text: str, which: str) -> None:
    with pytest.raises(SecretError) as caught:
        parse_keys(text, held_by="ATLAS_ODOO_KEY")
    assert caught.value.message == f"{which} in ATLAS_ODOO_KEY is not an encryption key."
    assert "secrets new-key" in caught.value.advice
    assert "hunter2" not in caught.value.text
    assert caught.value.__suppress_context__


def test_nothing_that_is_printed_tells_a_key() -> None:
    sealer = Sealer((NEW, OLD), held_by="a test")
    assert repr(sealer) == "Sealer(2 keys)"
    assert NEW not in fingerprint(NEW)
    assert fingerprint(NEW) != fingerprint(OLD)

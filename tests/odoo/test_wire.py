"""Which protocol a connection speaks, and how JSON-RPC lays out its arguments."""

from __future__ import annotations

import pytest

from atlas_odoo.errors import VersionNotSupported
from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.jsonrpc import arranged
from atlas_odoo.odoo.transport import Credentials, ServerInfo, Wire
from atlas_odoo.odoo.versions import SINCE, UNTIL, dialect
from atlas_odoo.odoo.wire import choose_wire, is_api_key

KEY = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("offered", "secret", "expected"),
    [
        (Wire.JSON2, KEY, Wire.JSON2),
        (Wire.JSON2, "correct horse battery", Wire.JSONRPC),  # JSON-2 takes no passwords
        (Wire.JSONRPC, KEY, Wire.JSONRPC),
        (Wire.JSONRPC, "correct horse battery", Wire.JSONRPC),
    ],
)
def test_wire_follows_server_and_secret(offered: Wire, secret: str, expected: Wire) -> None:
    info = ServerInfo("https://erp.example.com", "19.0", 19, offered)
    assert choose_wire(info, Credentials("db", "agent", secret)) is expected


@pytest.mark.parametrize("secret", [KEY[:-1], KEY + "0", KEY.upper(), KEY + "\n", ""])
def test_what_is_not_forty_hexadecimal_digits_is_a_password(secret: str) -> None:
    assert not is_api_key(secret)


@pytest.mark.parametrize(
    ("call", "positional", "named"),
    [
        # 14 calls this argument `args`, 19 calls it `domain`: by position both understand.
        (Call("m", "search_count", {"domain": [["a", "=", 1]]}), [[["a", "=", 1]]], {}),
        (Call("m", "search", {"domain": [], "limit": 5}), [[]], {"limit": 5}),
        (Call("m", "search", {"limit": 5}), [], {"limit": 5}),
        (Call("m", "name_search", {"domain": [["a", "=", 1]], "limit": 2}), ["", [["a", "=", 1]]], {"limit": 2}),
        (Call("m", "name_search", {"name": "Azure"}), ["Azure"], {}),
        (Call("m", "create", {"vals_list": [{"name": "x"}]}), [[{"name": "x"}]], {}),
        (Call("m", "default_get", {"fields": ["a"]}), [["a"]], {}),
        (Call("m", "read", {"fields": ["a"]}, ids=(1, 2)), [(1, 2)], {"fields": ["a"]}),
        (Call("m", "write", {"vals": {"a": 1}}, ids=(1,)), [(1,), {"a": 1}], {}),
        (Call("m", "action_confirm", ids=()), [()], {}),
        (Call("m", "fields_get", {"attributes": ["type"]}), [], {"attributes": ["type"]}),
    ],
)
def test_arguments_of_execute_kw(call: Call, positional: list[Json], named: dict[str, Json]) -> None:
    assert arranged(call) == (positional, named)


def test_every_feature_is_off_before_its_version_and_on_from_it() -> None:
    for feature, first in SINCE.items():
        assert getattr(dialect(first), feature)
        if first > 13:
            assert not getattr(dialect(first - 1), feature)
    for feature, last in UNTIL.items():
        assert getattr(dialect(last), feature)
        assert not getattr(dialect(last + 1), feature)


def test_12_is_refused_13_accepted_with_a_warning_14_to_19_without() -> None:
    with pytest.raises(VersionNotSupported, match="12") as caught:
        dialect(12)
    assert "13 is accepted" in caught.value.advice
    assert "not tested" in (dialect(13).warning or "")
    assert [dialect(major).warning for major in range(14, 20)] == [None] * 6
    assert "newer" in (dialect(20).warning or "")

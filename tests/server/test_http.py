from __future__ import annotations

import pytest

from atlas_odoo.errors import ConfigurationError, SettingInvalid
from atlas_odoo.server.http import Bind, bind, listen, security


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8765", "127.0.0.1", 8765),
        ("9000", "127.0.0.1", 9000),
        ("localhost", "localhost", 8765),
        ("localhost:80", "localhost", 80),
        ("127.1.2.3:1", "127.1.2.3", 1),
        ("[::1]:9000", "::1", 9000),
        ("[::1]", "::1", 8765),
        (":9000", "127.0.0.1", 9000),
    ],
)
def test_an_address_on_this_machine_is_taken(text: str, host: str, port: int) -> None:
    assert bind(text) == Bind(host, port)


@pytest.mark.parametrize(
    "text",
    ["192.168.1.5:80", "[::]:8765", "[::]", "example.com:8765", "localhost.example.com", "10.0.0.1", "0:8765"],
)
def test_other_machines_are_refused_until_there_is_authentication(text: str) -> None:
    with pytest.raises(ConfigurationError, match="authentication comes with a later version") as caught:
        bind(text)
    assert "--http 127.0.0.1:8765" in caught.value.advice


@pytest.mark.parametrize("text", ["", "::1", "127.0.0.1:port", "http://127.0.0.1:80", "127.0.0.1:99999", "a:b:c"])
def test_what_is_no_address_is_said_to_be_none(text: str) -> None:
    with pytest.raises((SettingInvalid, ConfigurationError)):
        bind(text)


def test_host_and_origin_name_this_machine_and_this_port() -> None:
    allowed = security(Bind("127.0.0.1", 8765))
    assert allowed.enable_dns_rebinding_protection
    assert allowed.allowed_hosts == ["127.0.0.1:8765", "[::1]:8765", "localhost:8765"]
    assert allowed.allowed_origins == ["http://127.0.0.1:8765", "http://[::1]:8765", "http://localhost:8765"]


def test_a_taken_port_is_said_to_be_taken() -> None:
    listener, place = listen(Bind("127.0.0.1", 0))
    with listener, pytest.raises(ConfigurationError, match=f"Cannot listen on 127.0.0.1:{place.port}"):
        listen(place)

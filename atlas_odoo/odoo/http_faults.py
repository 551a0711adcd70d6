"""What httpx says went wrong on the way, in our own errors. Pure: no socket is touched here."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from atlas_odoo.errors import NotAnOdoo, OdooError, OutcomeUnknown, TimedOut, TLSFailure, Unreachable
from atlas_odoo.odoo.call import Effect

_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NOTHING_SENT = (httpx.LocalProtocolError, httpx.UnsupportedProtocol)
_HUNG_UP = ("disconnected", "closed", "incomplete")
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNEXPECTED_EOF_WHILE_READING")
"""What a server that speaks plain HTTP makes of a TLS greeting: 14 answers it, 19 hangs up."""

_UNKNOWN_ISSUER = (18, 19, 20, 21)
"""OpenSSL's codes for a self-signed certificate and for an issuer that is not known."""
_OWN_AUTHORITY = "If your organisation has its own certificate authority, name its PEM file in SSL_CERT_FILE."


def translate(error: httpx.HTTPError, host: str, effect: Effect, limit: float, connect: float) -> OdooError:
    """The error that tells what `error` means; `limit` and `connect` are the seconds that were allowed.

    A write that broke off after its request may have left is OutcomeUnknown, whatever broke.
    """
    if isinstance(error, _BEFORE_SENDING):
        return _unreached(error, host, connect)
    if isinstance(error, _NOTHING_SENT):
        return NotAnOdoo(f"A request to {host} could not be formed.")
    late = isinstance(error, httpx.TimeoutException)
    if effect is Effect.WRITE:
        reason = f"did not answer within {limit:g} s" if late else "broke off the answer"
        return OutcomeUnknown(f"{host} {reason}; Odoo may have made the change.")
    if late:
        return TimedOut(f"{host} did not answer within {limit:g} s.")
    return _broken(error, host)


def _broken(error: httpx.HTTPError, host: str) -> OdooError:
    """What an answer that began and did not end well means for a read."""
    if isinstance(error, httpx.DecodingError):
        return NotAnOdoo(f"The answer of {host} cannot be decompressed.")
    if isinstance(error, httpx.RemoteProtocolError) and not any(word in str(error) for word in _HUNG_UP):
        return NotAnOdoo(f"What answers at {host} does not speak HTTP.")
    return Unreachable(f"{host} broke off the connection.")


def _unreached(error: httpx.HTTPError, host: str, connect: float) -> OdooError:
    """Why there is no connection."""
    if isinstance(error, httpx.ProxyError):
        return Unreachable(f"The network proxy does not let requests through to {host}.")
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(f"{host} did not accept a connection within {connect:g} s.")
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _no_tls(cause, host)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Unreachable(f"The host name of {host} cannot be found.")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(f"Nothing listens at {host}.")
    return Unreachable(f"No connection to {host}.")


def _no_tls(cause: ssl.SSLError, host: str) -> TLSFailure:
    if isinstance(cause, ssl.SSLCertVerificationError):
        message = f"The certificate of {host} is not valid: {cause.verify_message.rstrip('.')}."
        return TLSFailure(message, advice=_OWN_AUTHORITY if cause.verify_code in _UNKNOWN_ISSUER else None)
    if cause.reason in _NO_TLS:
        return TLSFailure(
            f"{host} does not answer in TLS at this port.", advice="If this Odoo has no certificate, use http://."
        )
    return TLSFailure(f"The TLS handshake with {host} failed ({cause.reason or 'no reason given'}).")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it. An OSError of several addresses holds them in a group."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            pending.extend(current.exceptions)
        pending.extend(cause for cause in (current.__context__, current.__cause__) if cause is not None)

"""Requests to packages, over real sockets: what went wrong is told in one of two words.

1. A refused connection, an unknown name, a stranger's certificate and plain HTTP to elsewhere:
   the package has seen nothing.
2. A connection that breaks, an answer that is late, slow, cut short or too large: it may have.
3. A request is sent once, whatever happens, and no redirect is followed.
4. No exception and no log line holds the address or a header.
"""

import logging
import re
import socket
import ssl
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from koppeling.aws import wire
from koppeling.aws.wire import sender
from koppeling.connectors.wire import NoAnswer, NotSent

HIDDEN = "een-geheim"
HEADERS = {"Authorization": f"Bearer {HIDDEN}"}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Budget: 7\r\nContent-Length: 2\r\n\r\nja"


@dataclass
class Server:
    """One answer to each connection, byte for byte; None = the connection is just closed."""

    answer: bytes | None = OK
    stays: float = 0
    slowly: float = 0
    seen: list[bytes] = field(default_factory=list)
    door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}/pad?code={HIDDEN}"

    def serve(self) -> None:
        while not self.over.is_set():
            try:
                with self.door.accept()[0] as there:
                    asked = whole(there)
                    if not asked:
                        continue
                    self.seen.append(asked)
                    self.over.wait(self.stays)
                    for byte in (self.answer or b"") if self.slowly else b"":
                        there.sendall(bytes([byte]))
                        self.over.wait(self.slowly)
                    if self.answer and not self.slowly:
                        there.sendall(self.answer)
            except OSError:
                continue


def whole(there: socket.socket) -> bytes:
    """A request to its last byte."""
    data = there.recv(65_536)
    said = re.search(rb"(?i)content-length: (\d+)", data)
    length = int(said[1]) if said else 0
    while data and len(data.partition(b"\r\n\r\n")[2]) < length:
        data += there.recv(65_536)
    return data


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    yield made
    made.over.set()
    socket.create_connection(made.door.getsockname()).close()
    thread.join()
    made.door.close()


def test_a_reply(server: Server) -> None:
    reply = sender(1, 1)("POST", server.url, HEADERS, b"vraag=1")
    assert (reply.status, reply.body, reply.headers["x-budget"]) == (200, b"ja", "7")
    (seen,) = server.seen
    assert seen.startswith(b"POST /pad?code=een-geheim HTTP/1.1\r\n")
    assert seen.endswith(b"\r\n\r\nvraag=1")


@pytest.mark.parametrize("status", [301, 302, 307, 401, 429, 500, 503])
def test_any_status_is_a_reply_and_nothing_is_sent_again(server: Server, status: int) -> None:
    head = f"HTTP/1.1 {status} X\r\nLocation: {server.url}\r\nContent-Length: 0\r\n\r\n"
    server.answer = head.encode()
    assert sender(1, 1)("GET", server.url, HEADERS, b"").status == status
    assert len(server.seen) == 1


def silent(error: BaseException, log: pytest.LogCaptureFixture) -> None:
    told = "".join(traceback.format_exception(error))
    assert HIDDEN not in told.replace(f'"{HIDDEN}"', "")
    assert HIDDEN not in log.text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/?code=een-geheim",
        "https://127.0.0.1:1/?code=een-geheim",
        "https://bestaat-niet.invalid/?code=een-geheim",
        "http://example.com/?code=een-geheim",
        "ftp://example.com/?code=een-geheim",
    ],
)
def test_what_was_not_sent(
    url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    real = socket.getaddrinfo

    def unknown(host: str, *given: object) -> object:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(host, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotSent) as why:
        sender(1, 1)("POST", url, HEADERS, b"x")
    silent(why.value, caplog)


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this address that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(begin).not_valid_after(begin + timedelta(days=36_500))
    there = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(there, critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "pem").write_bytes(secret + signed.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    return context


def test_a_strangers_certificate(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plain = server.door
    server.door = certificate(tmp_path).wrap_socket(plain.dup(), server_side=True)
    socket.create_connection(plain.getsockname()).close()  # which the plain one still takes
    plain.close()
    with pytest.raises(NotSent) as why:
        sender(1, 1)("POST", server.url.replace("http:", "https:"), HEADERS, b"x")
    silent(why.value, caplog)
    assert server.seen == []


def test_a_server_that_speaks_no_tls(server: Server) -> None:
    with pytest.raises(NoAnswer):
        sender(1, 1)("POST", server.url.replace("http:", "https:"), HEADERS, b"x")


CUT = OK.replace(b"Content-Length: 2", b"Content-Length: 20")


@pytest.mark.parametrize("answer", [None, b"", b"onzin\r\n\r\n", OK[:20], CUT])
def test_an_answer_that_breaks(
    server: Server, answer: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer = answer
    with pytest.raises(NoAnswer) as why:
        sender(1, 1)("POST", server.url, HEADERS, b"x")
    silent(why.value, caplog)
    assert len(server.seen) == 1


def test_an_answer_that_comes_too_late(server: Server) -> None:
    server.stays = 5
    with pytest.raises(NoAnswer):
        sender(1, 1)("POST", server.url, HEADERS, b"x")


def test_an_answer_that_drips(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte is in time, the whole is not."""
    monkeypatch.setattr(wire, "CHUNK", 1)
    server.answer, server.slowly = OK.replace(b"h: 2", b"h: 99") + b"x" * 97, 0.03
    with pytest.raises(NoAnswer):
        sender(1, 1)("POST", server.url, HEADERS, b"x")


def test_an_answer_that_is_too_large(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST", 1)
    with pytest.raises(NoAnswer):
        sender(1, 1)("GET", server.url, HEADERS, b"")


def test_a_secret_is_never_in_a_log_line(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sender(1, 1)("GET", server.url, HEADERS, b"")
    assert HIDDEN not in caplog.text

"""Requests to packages over HTTPS (verbinding): sent once, answered in time, and nothing is told.

No repeats and no redirects: a repeat is the protocol's decision, and a redirect would carry the
secret elsewhere. What goes wrong is one of two things, without address or words: the package has
seen nothing, or it may have.
"""

import logging
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, SSLError

from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send

LARGEST = 32_000_000
CHUNK = 65_536
EMPTY = {204, 304}
ENDS = {"content-length", "transfer-encoding"}
OWN = {"127.0.0.1", "localhost", "::1"}


def sender(connect: int, read: int) -> Send:
    """A `Send` that connects within `connect` seconds and has its whole answer within `read`.

    Plain HTTP goes to this machine only; an answer above 32 MB is none.
    """
    # its lines hold addresses, its warnings too, and an address can hold a secret
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    timeout = urllib3.Timeout(connect=connect, read=read)
    pool = urllib3.PoolManager(timeout=timeout, retries=False)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in OWN:
            raise NotSent
        end = time.monotonic() + connect + read
        try:
            answer = pool.request(
                method, url, headers=dict(headers), body=body or None,
                redirect=False, preload_content=False,
            )  # fmt: skip
            data = _whole(answer, end)
        except ConnectTimeoutError:  # also refused, and a name that nobody knows
            raise NotSent from None
        except SSLError as error:  # a certificate is looked at before anything is sent
            strange = isinstance(error.args[0], ssl.SSLCertVerificationError)
            raise (NotSent if strange else NoAnswer) from None
        except (HTTPError, OSError):
            raise NoAnswer from None
        return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, data)

    return send


def _whole(answer: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """The bytes of an answer, however slowly they come, until the time is up.

    An answer that does not say where it ends can have been cut short anywhere, in its head too.
    """
    if answer.status not in EMPTY and not ENDS & {name.lower() for name in answer.headers}:
        answer.close()
        raise NoAnswer
    data = b""
    for chunk in answer.stream(CHUNK, decode_content=True):
        data += chunk
        if len(data) > LARGEST or time.monotonic() > end:
            answer.close()
            raise NoAnswer
    answer.release_conn()
    return data

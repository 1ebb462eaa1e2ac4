"""Requests to one portal: retried where that is harmless, bounded in time, never redirected away.

The only module that knows the library requests; it is imported when the first request is made.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib import metadata
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin, urlsplit

from ckanext.infoprog.core.client.address import Address
from ckanext.infoprog.core.client.answers import Answer, Raw, understand
from ckanext.infoprog.core.client.failure import PortalError
from ckanext.infoprog.core.client.token import Token

if TYPE_CHECKING:
    import requests

CHUNK: Final = 1 << 20
_AWAY: Final = frozenset({429, 502, 503, 504})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_HOPS: Final = 3
_FIRST_CALLS: Final = 2
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_DIRECT: Final = {"http": "", "https": "", "all": ""}  # no proxy stands between us and ourselves


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how often to try."""

    tries: int = 8
    first: float = 0.5
    longest: float = 15.0
    connect: float = 10.0
    read: float = 120.0

    def pauses(self) -> Iterator[float]:
        """Yield the pauses between the tries, each twice the last, none beyond the longest."""
        for at in range(self.tries - 1):
            yield min(self.first * 2**at, self.longest)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request; `again` says whether it may be sent once more when its answer is lost."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    again: bool = True


class Client:
    """Requests to one portal, by one person."""

    def __init__(
        self,
        address: Address,
        token: Token | None = None,
        *,
        insecure: bool = False,
        language: str = "en",
        patience: Patience | None = None,
    ) -> None:
        """Keep the address and the token; refuse to send a token where others could read it."""
        if token and not (insecure or address.keeps_secrets):
            raise PortalError("insecure", portal=address.url)
        self.address = address
        self.patience = patience or Patience()
        self._insecure = insecure
        self._token = token
        self._language = language
        self._session: requests.Session | None = None
        self._met = False  # an address that has never answered may be a wrong one

    @property
    def has_token(self) -> bool:
        """Whether the portal knows who asks."""
        return self._token is not None

    def twin(self, patience: Patience | None = None) -> Self:
        """Return a client of the same portal and person for another thread."""
        return type(self)(
            self.address,
            self._token,
            insecure=self._insecure,
            language=self._language,
            patience=patience or self.patience,
        )

    def get(self, *path: str, **query: object) -> Answer:
        """Return the answer to a question that changes nothing."""
        more = {"params": {name: str(value) for name, value in query.items() if value is not None}}
        return self._answer(_Request("GET", self.address.at(*path), more=more))

    def post(self, *path: str, body: Mapping[str, Any], again: bool = True) -> Answer:
        """Return the answer to a request with a JSON body."""
        return self._answer(
            _Request("POST", self.address.at(*path), more={"json": body}, again=again)
        )

    def put(
        self, *path: str, content: bytes, headers: Mapping[str, str], **query: object
    ) -> Answer:
        """Return the answer to a part of a file; a part may always be sent again."""
        typed = {"Content-Type": "application/octet-stream", **headers}
        more = {"data": content, "params": {name: str(value) for name, value in query.items()}}
        return self._answer(_Request("PUT", self.address.at(*path), typed, more))

    def stream(
        self, *path: str, start: int = 0, query: Mapping[str, str] = _NOTHING
    ) -> Iterator[tuple[int, bytes]]:
        """Yield (offset, bytes) of a file from `start`; the offset is 0 if it begins anew."""
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        ranged = {"Range": f"bytes={start}-"} if start else {}
        more = {"stream": True, "params": dict(query)}
        request = _Request("GET", self.address.at(*path), headers | ranged, more)
        with self._lost_is_told():
            answer = self._sent(request)
            if answer.status_code >= 400:
                understand(self._raw(request, answer))
            at = start if answer.status_code == HTTPStatus.PARTIAL_CONTENT else 0
            for piece in answer.iter_content(CHUNK):
                yield at, piece
                at += len(piece)

    def _answer(self, request: _Request) -> Answer:
        """Return what the portal answers, asked several times where that is harmless."""
        return self._tried(request, lambda: understand(self._raw(request, self._sent(request))))

    def _tried(self, request: _Request, ask: Callable[[], Answer]) -> Answer:
        """Return the answer of the first try that is not lost."""
        pauses = self.patience.pauses() if request.again else iter(())
        for at in itertools.count():
            try:
                with self._lost_is_told():
                    return ask()
            except PortalError as error:
                pause = next(pauses, None)
                hopeless = error.code == "unreachable" and not self._met and at >= _FIRST_CALLS
                if pause is None or hopeless or not error.lost:
                    raise
                wanted = error.params.get("wait")
                longer = float(wanted) if isinstance(wanted, (int, float)) else 0.0
                time.sleep(min(max(pause, longer), self.patience.longest))
        raise AssertionError  # the pauses end before the count does

    def _sent(self, request: _Request) -> requests.Response:
        """Return the portal's answer behind redirects within the portal itself."""
        target = request.address
        for _ in range(_HOPS):
            answer = self._connected().request(
                request.method,
                target,
                headers=dict(request.headers),
                timeout=(self.patience.connect, self.patience.read),
                allow_redirects=False,
                proxies=_DIRECT if self.address.is_loopback else None,
                **request.more,
            )
            self._met = True
            if answer.status_code in _AWAY:
                raise self._away(answer)
            location = answer.headers.get("Location")
            if answer.status_code not in _MOVED or not location:
                return answer
            target = urljoin(target, location)
            if request.method != "GET" or not self.address.same_origin(target):
                break
        parts = urlsplit(target)
        raise PortalError(
            "redirected",
            portal=self.address.url,
            target=target.partition("?")[0],
            advice=f"{parts.scheme}://{parts.netloc}",
        )

    def _away(self, answer: requests.Response) -> PortalError:
        """Return that the portal is out of service, and how long it asks us to wait."""
        wanted = answer.headers.get("Retry-After", "")
        return PortalError(
            "unavailable",
            portal=self.address.url,
            status=answer.status_code,
            wait=int(wanted) if wanted.isascii() and wanted.isdigit() else 0,
        )

    def _raw(self, request: _Request, answer: requests.Response) -> Raw:
        """Return an answer read to its end, the token blotted out should it stand there."""
        content = answer.content
        if self._token:
            content = content.replace(self._token.reveal().encode(), b"***")
        return Raw(self.address.url, request.address, answer.status_code, answer.headers, content)

    def _connected(self) -> requests.Session:
        """Return the session, opened by the first request."""
        if self._session is None:
            import requests

            self._session = requests.Session()
            self._session.auth = self._sign
            self._session.headers.update(
                {
                    "User-Agent": f"infoprog/{metadata.version('ckanext-infoprog')}",
                    "Accept": "application/json",
                    "Accept-Language": self._language,
                }
            )
        return self._session

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token on a request to the portal itself; no other ever gets one."""
        if self._token and self.address.same_origin(request.url or ""):
            request.headers["Authorization"] = self._token.reveal()
        return request

    @contextmanager
    def _lost_is_told(self) -> Iterator[None]:
        """Turn the library's exceptions into ours."""
        import requests

        url = self.address.url
        try:
            yield
        except requests.exceptions.SSLError as error:
            raise PortalError("certificate", portal=url, reason=_reason(error)) from None
        except (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError) as error:
            raise PortalError("unreachable", portal=url, reason=_reason(error)) from None
        except requests.exceptions.Timeout:
            raise PortalError("timeout", portal=url, seconds=int(self.patience.read)) from None
        except requests.exceptions.ConnectionError as error:
            raise _broken_off(error, url, self.patience) from None
        except requests.exceptions.RequestException:
            raise PortalError("lost", portal=url) from None


def _broken_off(error: Exception, url: str, patience: Patience) -> PortalError:
    """Return whether there was no connection at all, or it broke off."""
    names = {type(one).__name__ for one in _causes(error)}
    if "ReadTimeoutError" in names:
        return PortalError("timeout", portal=url, seconds=int(patience.read))
    if names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}:
        return PortalError("unreachable", portal=url, reason=_reason(error))
    return PortalError("lost", portal=url)


def _reason(error: Exception) -> str:
    """Return what the system said of a connection."""
    for one in _causes(error):
        if isinstance(one, OSError) and one.strerror:
            return str(one.strerror)
    return type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that lie beneath it."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        beneath = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [b for b in beneath if isinstance(b, BaseException)]

"""The one way to the network: an httpx transport over aiohttp's connections, guarded at the socket.

httpx's own pool slows with the number of its connections and parses HTTP in Python; aiohttp's
parser is compiled. Behind the same httpx interface a request costs a quarter.

Two sets of connections: one for public addresses, where every socket's address is checked after
resolution and immediately before it is connected, and one for the hosts that the config allows.
Refuses the environment's proxies and other settings, redirects, cookies and decoding: those are
decided above. Raises only `httpx.TransportError`s, their message in plain words; the guard's is
`NotAllowed`.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohappyeyeballs
import aiohttp
import httpx
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from monitor.fetch.guard import AddressRefused, Guard, address_problem
from monitor.fetch.replies import header_text

#: Host and port → IP addresses. The system's resolver unless something else is given.
Resolve = Callable[[str, int], Awaitable[list[str]]]
#: Family, kind, protocol, canonical name, address: what a socket is about to connect to.
SocketInfo = tuple[Any, Any, int, str, tuple[Any, ...]]

#: Idle connections are closed after this long: enough for a host's queue, few enough open files.
KEEPALIVE_SECONDS = 10.0
#: Real pages send policies and link lists far beyond aiohttp's 8 KB.
MAX_HEADER_BYTES = 65536
MAX_HEADERS = 512
#: The extension of a request that names what is to be awaited immediately before it goes out.
SENDING = "sending"
#: A name's next address is tried when the one before it has not answered for so long.
NEXT_ADDRESS_SECONDS = 0.25


class NotAllowed(httpx.ConnectError):
    """The guard refused the address; the message says why."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Asks one URL, once. Connections live in the event loop of the first request.

    A request whose extension `proxy` names one goes by way of it: that proxy is the user's own and trusted,
    so only the address as written is judged here, and where its name leads is the proxy's affair. One whose
    extension `afresh` is true gets a new connection, which is closed behind it. What the extension `sending`
    holds is called and awaited when the connection is there and nothing but the sending is left, and again
    where a request is repeated because its kept connection had ended.

    `allow_hosts` are hosts, or `host:port`, whose addresses need not be public.
    """

    def __init__(self, allow_hosts: frozenset[str] = frozenset(), resolve: Resolve | None = None) -> None:
        self._guard = Guard(allow_hosts)
        self._resolve = resolve
        #: By whether the host is allowed whatever its address, and whether each request is made afresh.
        self._sessions: dict[tuple[bool, bool], aiohttp.ClientSession] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        problem = self._guard.url_problem(url)
        if problem:
            raise NotAllowed(problem)
        path, _, query = url.raw_path.decode("ascii").partition("?")
        target = yarl.URL.build(
            scheme=url.scheme,
            authority=url.netloc.decode("ascii"),
            path=path,
            query_string=query,
            encoded=True,
        )
        extras = await _extras(request)
        headers = [(header_text(name), header_text(value)) for name, value in request.headers.raw]
        try:
            allowed, afresh = self._guard.allows(url) or "proxy" in extras, request.extensions.get("afresh")
            answer = await self._session(allowed, bool(afresh)).request(
                request.method,
                target,
                headers=headers,
                allow_redirects=False,
                trace_request_ctx=request.extensions.get(SENDING),
                **extras,
            )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if "proxy" in extras:
                # Its address may hold a password: nothing of it is told.
                raise _of_proxy(error, url.host) from None
            raise _plain(error, url.host) from error
        return httpx.Response(
            answer.status, headers=answer.raw_headers, stream=_Body(answer), request=request
        )

    async def refusal(self, host: str, port: int) -> str | None:
        """Why the host must not be connected to, as its name resolves now; None when it may or is none."""
        try:
            url = httpx.URL(scheme="https", host=host, port=port)
        except (httpx.InvalidURL, ValueError, TypeError):
            return None
        if not host or self._guard.allows(url):
            return None
        if problem := self._guard.url_problem(url):
            return problem
        try:
            found = await _Resolver(self._resolve, guarded=False).resolve(url.host, port, socket.AF_UNSPEC)
        except OSError:
            return None
        problems = [problem for one in found if (problem := address_problem(one["host"]))]
        return f"{host} leads to an address that must not be asked: {problems[0]}" if problems else None

    async def dial(self, host: str, port: int) -> socket.socket:
        """A socket connected to the host, for those who do not speak HTTP. The very address that it connects
        to was judged, so a name that resolves differently a second time gains nothing. OSError, and
        AddressRefused, which is one."""
        allowed = self.allows(host, port)
        found = await _Resolver(self._resolve, guarded=not allowed).resolve(host, port, socket.AF_UNSPEC)
        addresses = [(one["family"], socket.SOCK_STREAM, 0, "", (one["host"], one["port"])) for one in found]
        if not addresses:
            raise OSError(f"the name {host} could not be resolved")
        return await aiohappyeyeballs.start_connection(
            addresses,
            happy_eyeballs_delay=NEXT_ADDRESS_SECONDS,
            socket_factory=None if allowed else _guarded_socket,
        )

    def allows(self, host: str, port: int) -> bool:
        """Did the user allow this host, whatever its addresses are?"""
        try:
            return self._guard.allows(httpx.URL(scheme="https", host=host, port=port))
        except (httpx.InvalidURL, ValueError, TypeError):
            return False

    def address_problem(self, address: str) -> str | None:
        """Why an IP address must not be connected to; None when it is plainly public."""
        return address_problem(address)

    async def aclose(self) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, allowed: bool, afresh: bool) -> aiohttp.ClientSession:
        kind = (allowed, afresh)
        if kind not in self._sessions:
            resolver = _Resolver(self._resolve, guarded=not allowed)
            self._sessions[kind] = _open_session(resolver, None if allowed else _guarded_socket, afresh)
        return self._sessions[kind]


def _open_session(resolver: AbstractResolver, socket_factory: Any, afresh: bool) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        socket_factory=socket_factory,
        ssl=httpx.create_ssl_context(),
        limit=0,
        force_close=afresh,
        keepalive_timeout=None if afresh else KEEPALIVE_SECONDS,
    )
    tracing = aiohttp.TraceConfig()
    # By its name after the sending; aiohttp calls it when the headers are about to be written.
    tracing.on_request_headers_sent.append(_about_to_send)
    return aiohttp.ClientSession(
        connector=connector,
        trace_configs=[tracing],
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        trust_env=False,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    )


async def _about_to_send(
    _session: aiohttp.ClientSession, context: Any, _headers: aiohttp.TraceRequestHeadersSentParams
) -> None:
    if context.trace_request_ctx is not None:
        await context.trace_request_ctx()


async def _extras(request: httpx.Request) -> dict[str, Any]:
    """What a request brings beside its address and headers: a body, and httpx's time-outs."""
    extras: dict[str, Any] = {}
    if request.extensions.get("proxy"):
        extras["proxy"] = request.extensions["proxy"]
    if request.method not in ("GET", "HEAD"):
        extras["data"] = await request.aread()
        # The body is sent in one piece.
        request.headers.pop("transfer-encoding", None)
    limits = request.extensions.get("timeout")
    if limits:
        extras["timeout"] = aiohttp.ClientTimeout(
            total=None, sock_connect=limits.get("connect"), sock_read=limits.get("read")
        )
    return extras


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise _plain(error, self._answer.url.host or "the server") from error

    async def aclose(self) -> None:
        # A body that was not read to its end takes its connection with it.
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


class _Resolver(AbstractResolver):
    """Names → addresses; with `guarded`, only the public ones, and a reason when there is none."""

    def __init__(self, resolve: Resolve | None, *, guarded: bool) -> None:
        self._resolve = resolve
        self._guarded = guarded
        self._system = ThreadedResolver() if resolve is None else None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._lookup(host, port, family)
        if not self._guarded:
            return found
        problems = [address_problem(result["host"]) for result in found]
        public = [result for result, problem in zip(found, problems, strict=True) if problem is None]
        if found and not public:
            raise AddressRefused(f"{host} leads to an address that must not be asked: {problems[0]}")
        return public

    async def _lookup(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        if self._system is not None:
            return await self._system.resolve(host, port, family)
        assert self._resolve is not None
        addresses = await self._resolve(host, port)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        if self._system is not None:
            await self._system.close()


def _guarded_socket(info: SocketInfo) -> socket.socket:
    """The last check: called with the very address that the new socket will connect to."""
    family, kind, proto, _, address = info
    problem = address_problem(str(address[0]))
    if problem:
        raise AddressRefused(problem)
    return socket.socket(family=family, type=kind, proto=proto)


def _plain(error: Exception, host: str) -> Exception:
    """The same failure as an httpx error in plain words, or the guard's refusal that lies under it."""
    refusal = _refusal(error)
    if refusal is not None:
        return NotAllowed(str(refusal))
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(f"{host} did not answer in time")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return httpx.ConnectError(f"the name {host} could not be resolved")
    if isinstance(
        error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError | ssl.SSLError
    ):
        return httpx.ConnectError(f"TLS with {host} failed: {_tls_words(error)}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(_connect_words(error.os_error, host))
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return httpx.RemoteProtocolError("the server closed the connection without an answer")
    if isinstance(error, aiohttp.ClientPayloadError):
        return httpx.ReadError("the answer broke off before its end")
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        told = str(getattr(error, "message", "") or error).strip() or type(error).__name__
        return httpx.RemoteProtocolError(
            f"the answer is no proper HTTP: {told.splitlines()[0].rstrip(':')[:200]}"
        )
    if isinstance(error, OSError):
        return httpx.ReadError(f"the connection to {host} broke: {error.strerror or type(error).__name__}")
    return httpx.ReadError(f"the connection to {host} failed: {type(error).__name__}")


def _of_proxy(error: Exception, host: str) -> Exception:
    """The failure of a request that went by way of a user's own proxy."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return httpx.ProxyError(f"the proxy answers {error.status} instead of passing the question on")
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.InvalidURL):
        return httpx.ProxyError("the proxy cannot be reached")
    return _plain(error, host)


def _refusal(error: BaseException | None) -> AddressRefused | None:
    seen = 0
    while error is not None and seen < 8:
        if isinstance(error, AddressRefused):
            return error
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
        seen += 1
    return None


def _tls_words(error: Exception) -> str:
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    told = getattr(inner, "verify_message", None) or getattr(inner, "reason", None) or str(inner)
    return str(told).replace("_", " ").lower()


def _connect_words(error: OSError, host: str) -> str:
    if error.errno == errno.ECONNREFUSED:
        return f"{host} refused the connection"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "this machine allows no more open connections (limit of open files)"
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return f"there is no way to {host} on this network"
    return f"no connection to {host}: {error.strerror or error}"

"""What stands in front of the application: origins, password, limits, headers, closed addresses.

A pure ASGI layer, so that streamed answers pass through as they come. Every refusal is one
sentence of JSON, `{"error": …}`. WebSockets and lifespan events are left alone.
"""

from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import InterviewError
from qa.web.access import has_password, has_token
from qa.web.headers import security_headers, set_headers, set_preflight
from qa.web.limits import Buckets, TooLarge, client_key, read_whole
from qa.web.open_paths import is_limited, is_open, local_path, takes_token
from qa.web.origins import checked_site, is_allowed

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ALIVE = "/healthz"


class GuardError(InterviewError):
    """The settings contradict each other."""


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """Who may embed, call and enter, how often, and how much they may send.

    `sites` are origins (https://news.example) that may embed the page and call the server, besides
    itself and pages of the same machine. With `user` and `password` everything but /healthz asks
    for them; REST and MCP then take the bearer `token` as well. Only with `trust_proxy` do
    X-Forwarded-For and X-Forwarded-Host count. `root_path` is the path a proxy serves us under.
    """

    sites: tuple[str, ...] = ()
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    questions_per_minute: int = 120
    largest_body: int = 256 * 1024
    trust_proxy: bool = False
    root_path: str = ""

    def __post_init__(self) -> None:
        """Write sites as browsers do; refuse what would leave a door open unnoticed."""
        object.__setattr__(self, "sites", tuple(checked_site(site) for site in self.sites))
        if bool(self.user) != bool(self.password) or ":" in self.user:
            raise GuardError("A user and a password are needed together, no colon in the user.")
        if self.token and not self.password:
            raise GuardError("A token without a password locks nothing: set user and password.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is judged of a request."""

    method: str
    path: str
    origin: str
    allowed: bool
    authorization: str
    length: int
    client: str
    wished: str | None


def guard(app: ASGIApp, settings: GuardSettings | None = None) -> ASGIApp:
    """Return the application behind everything that the settings ask for."""
    return Guard(app, settings or GuardSettings())


class Guard:
    """The ASGI application around another one."""

    def __init__(self, app: ASGIApp, settings: GuardSettings) -> None:
        self._app, self._settings = app, settings
        self._buckets = Buckets(settings.questions_per_minute)
        self._headers = security_headers(settings.sites)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on and set the headers of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = self._read(scope)
        send = self._sender(send, asked)
        answer: ASGIApp = self._refusal(asked) or self._app
        if answer is self._app and asked.method not in _SAFE:
            try:
                receive = await read_whole(receive, self._settings.largest_body)
            except TooLarge:
                answer = self._too_large()
        await answer(scope, receive, send)

    def _read(self, scope: Scope) -> _Asked:
        headers = Headers(scope=scope)
        origin, length = headers.get("origin", ""), headers.get("content-length", "")
        host = headers.get("host", "")
        prefixes = (scope.get("root_path", ""), self._settings.root_path.rstrip("/"))
        if self._settings.trust_proxy:
            host = _last(headers.get("x-forwarded-host", "")) or host
        preflight = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        return _Asked(
            scope["method"], local_path(scope["path"], prefixes), origin,
            is_allowed(origin, self._settings.sites, host), headers.get("authorization", ""),
            int(length) if length.isdecimal() else 0, self._client(scope, headers),
            headers.get("access-control-request-headers", "") if preflight else None,
        )  # fmt: skip

    def _client(self, scope: Scope, headers: Headers) -> str:
        address = scope["client"][0] if scope.get("client") else ""
        if self._settings.trust_proxy:
            # The last address is the proxy's own word; those before it anyone can write.
            address = _last(headers.get("x-forwarded-for", "")) or address
        return client_key(address)

    def _sender(self, send: Send, asked: _Asked) -> Send:
        reader = asked.origin if asked.allowed else ""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                set_headers(headers, self._headers, reader)
                if reader and asked.wished is not None:
                    set_preflight(headers, asked.wished)
            await send(message)

        return guarded

    def _refusal(self, asked: _Asked) -> Response | None:
        """Return why a request is not passed on (or a preflight's answer), None when it is."""
        if asked.origin and not asked.allowed and (asked.wished is not None or not _safe(asked)):
            return _refused(403, f"Pages of {asked.origin[:200]} may not call this server.")
        if not is_open(asked.path):
            return _refused(404, "There is nothing at this address.")
        # A preflight never carries a password: it is answered before one is asked for.
        if asked.wished is not None and asked.origin:
            return Response(status_code=204)
        if asked.length > self._settings.largest_body:
            return self._too_large()
        return self._locked(asked) or self._limited(asked)

    def _locked(self, asked: _Asked) -> Response | None:
        known = self._settings
        if not known.password or asked.path == _ALIVE:
            return None
        given = asked.authorization
        if takes_token(asked.path) and has_token(given, known.token):
            return None
        if has_password(given, known.user, known.password):
            return None
        # Guessing is as limited as asking.
        if given and (seconds := self._buckets.wait(asked.client)):
            return _too_often(seconds)
        challenge = {"www-authenticate": 'Basic realm="interviews", charset="UTF-8"'}
        return _refused(401, "This server asks for a user and a password.", challenge)

    def _limited(self, asked: _Asked) -> Response | None:
        if not is_limited(asked.method, asked.path):
            return None
        seconds = self._buckets.wait(asked.client)
        return _too_often(seconds) if seconds else None

    def _too_large(self) -> Response:
        return _refused(413, f"A request may send {self._settings.largest_body} bytes at most.")


def _safe(asked: _Asked) -> bool:
    return asked.method in _SAFE


def _last(value: str) -> str:
    return value.rpartition(",")[2].strip()


def _too_often(seconds: int) -> Response:
    sentence = f"Too many questions from here: ask again in {seconds} seconds."
    return _refused(429, sentence, {"retry-after": str(seconds)})


def _refused(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers=headers)

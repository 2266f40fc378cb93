"""The site at a local address: every request is answered at once, from the last site that was made."""

import ipaddress
import mimetypes
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, AF_INET6
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from gdreport.errors import Fault
from gdreport.mkdocs_site.live_page import NEWS, Shown, complete, write_waiting

PATIENCE = 10.0  # seconds after which a page is told that all is as it was: so one that is gone is noticed
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Stage:
    """What readers are shown now, replaced as a whole; they can wait for what comes next."""

    def __init__(self) -> None:
        self.now = Shown()
        self._changed = threading.Condition()

    def show(self, shown: Shown) -> None:
        """From now on this."""
        with self._changed:
            self.now = shown
            self._changed.notify_all()

    def wait_for_other(self, than: Shown) -> Shown:
        """What is shown, as soon as it is something else, or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.now != than, PATIENCE)
            return self.now


class SiteServer(ThreadingHTTPServer):
    """Answers each request in a thread of its own, which ends with the command."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, stage: Stage) -> None:
        self.stage, self.host = stage, host
        self.address_family = AF_INET6 if ":" in host else AF_INET
        super().__init__((host, port), _Handler)

    @property
    def address(self) -> str:
        """For a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)  # noqa: S104
        return f"http://{host}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader has gone: nothing to be told."""

    def knows(self, name: str) -> bool:
        """Whether a request may name this host so: a page of another site could have its own name lead here."""
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in {"localhost", self.host.lower()} or name.endswith(".localhost") or not _is_loopback(self.host)
        return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_server(host: str, port: int, stage: Stage) -> SiteServer:
    """Take the address. Errors: Fault where it cannot be had."""
    try:
        return SiteServer(host, port, stage)
    except OverflowError:
        raise Fault(f"{port} is no port", remedy="choose one from 1024 to 65535") from None
    except OSError as error:
        what = f"port {port} of {host} cannot be had: {error.strerror or error}"
        remedy = (
            f"end what listens there, perhaps another `gdreport serve`, or choose another port: gdreport serve --port {port + 1}"
        )
        raise Fault(what, remedy=remedy) from None


class _Handler(BaseHTTPRequestHandler):
    """The library's way to answer is a subclass."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    timeout = 60  # of a connection on which nothing is asked

    def do_GET(self) -> None:
        """A file of the site, or news."""
        if not self.server.knows(urlsplit(f"//{self.headers.get('Host', 'localhost')}").hostname or ""):
            self._answer(HTTPStatus.FORBIDDEN, b"this name is not one of this server's", "text/plain")
            return
        path = unquote(urlsplit(self.path).path)
        if path == NEWS:
            self._tell_news()
            return
        shown = self.server.stage.now
        file = None if shown.folder is None else _find_file(shown.folder, path)
        if file is not None and file.is_dir():
            if not path.endswith("/"):
                self._answer(HTTPStatus.FOUND, b"", "text/plain", Location=quote(f"/{path.strip('/')}/"))
                return
            file /= "index.html"
        self._send_file(file, shown)

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def _send_file(self, file: Path | None, shown: Shown) -> None:
        try:
            content = None if file is None else file.read_bytes()
        except OSError:
            content = None
        if content is not None and file is not None:
            kind = KINDS.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            status = HTTPStatus.OK
        elif shown.folder is None:
            status, kind, content = HTTPStatus.SERVICE_UNAVAILABLE, "text/html", write_waiting("The site is being made.", shown)
            if shown.problems and not shown.doing:
                content = write_waiting("There is no site yet.", shown)
            self._answer(status, content, kind)
            return
        else:
            status, kind, lost = HTTPStatus.NOT_FOUND, "text/html", shown.folder / "404.html"
            content = lost.read_bytes() if lost.is_file() else b"<!doctype html><title>404</title><p>There is no such page.</p>"
        self._answer(status, complete(content, shown) if kind == "text/html" else content, kind)

    def _answer(self, status: HTTPStatus, content: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        text = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8" if text else kind,
            "Cache-Control": "no-cache",
            **headers,
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _tell_news(self) -> None:
        """What is shown, and again whenever it is something else, for as long as the page listens."""
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        shown = self.server.stage.now
        while True:
            self.wfile.write(f"retry: 500\ndata: {shown.to_json()}\n\n".encode())
            shown = self.server.stage.wait_for_other(shown)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library's name
        """What is asked for is not told."""


def _find_file(folder: Path, path: str) -> Path | None:
    """A place in the site; None for one outside it."""
    if "\0" in path:
        return None
    file = folder / path.lstrip("/")
    return file if file.resolve().is_relative_to(folder.resolve()) else None

"""An engine as small as tests of the way to one need it: it answers over a real socket, and builds nothing."""

import http.server
import json
import socketserver
import threading
from contextlib import contextmanager
from fnmatch import fnmatchcase as fnmatch

from tutor.engine.connect import open_engine

PODMAN = {"Components": [{"Name": "Podman Engine", "Version": "5.4.2"}]}
BUILT = ({"stream": "Step 1/2 : FROM scratch\n"}, {"aux": {"ID": "sha256:" + "b" * 64}})


class SmallEngine(socketserver.ThreadingUnixStreamServer):
    """Notes what it is asked for; `answers` says what it answers, by method and path, in which * stands for any part.

    An answer is an object, a list that is streamed, or what is called for either with the query; None is a 404, and an
    answer with a `message` alone a 400.
    """

    daemon_threads = True

    def __init__(self, path, **version):
        super().__init__(str(path), _Handler)
        self.asked = []
        self.answers = {
            "GET /version": {"ApiVersion": "1.41", "Version": "20.10.24", "MinAPIVersion": "1.12", **version},
            "GET /_ping": {},
            "POST /build": list(BUILT),
        }

    @property
    def builds(self):
        """Return the queries of the builds that it was asked for."""
        return [query for what, query in self.asked if what == "POST /build"]


@contextmanager
def small_engine(folder, **version):
    """Run one; yield it and the engine behind our port."""
    with SmallEngine(folder / "small.sock", **version) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server, open_engine(f"unix://{folder}/small.sock")
        server.shutdown()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer()

    do_POST = do_DELETE = do_GET  # noqa: N815 - names of http.server

    def _answer(self):
        path, _, query = self.path.partition("?")
        what = f"{self.command} /{path.lstrip('/').removeprefix('v1.41/')}"
        self.server.path, self.server.body = (
            path,
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self.server.asked.append((what, query))
        found = next((a for pattern, a in self.server.answers.items() if fnmatch(what, pattern)), None)
        answer = found(query) if callable(found) else found
        is_stream = isinstance(answer, list)
        parts = answer if is_stream else [answer or {"message": "page not found"}]
        body = "".join(json.dumps(part) + "\n" for part in parts).encode()
        refused = isinstance(answer, dict) and set(answer) == {"message"}
        self.send_response(404 if answer is None else 400 if refused else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header(
            *(("Transfer-Encoding", "chunked") if is_stream else ("Content-Length", str(len(body))))
        )
        self.end_headers()
        self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if is_stream else body)

    def log_message(self, *_):
        pass

    def address_string(self):
        return "socket"

"""Tests of the middleware in MODULE, as lesson 05 of pitfall wants it. Change and keep them as you like.

Each test asks the app in this process, through Starlette's TestClient or, where the order of events matters, through
the ASGI interface that TestClient itself uses. So it sees what a response is made of. It does not see sockets: for a
stream that is cut off, or a client that leaves, use `pitfall verify 05`.
"""

import ast
import asyncio
import base64
import contextlib
import http.server
import importlib.util
import io
import json
import os
import pathlib
import re
import secrets
import sys
import threading
import time
import uuid
import warnings
from urllib.parse import quote

import pytest

with warnings.catch_warnings():
    # TestClient warns that it will use another HTTP library one day.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

MODULE = "main.py"
HEADER = "X-Request-ID"
FILE = pathlib.Path(__file__).resolve().parent / MODULE

# GET /boom raises an exception whose text has this in it; no response may show any of it.
SECRET = secrets.token_urlsafe(24)

# How long the slowest upstream call takes. Whoever gives up sooner, or asks again, fails.
SLOW = 1.0


class Upstream(http.server.ThreadingHTTPServer):
    """The upstream that the module calls, under the control of a test."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.orders = []
        self.delay = 0
        self.status = 201
        self.chunks = []
        self.last_chunk_takes = 0
        # The test says when it has the chunk that was sent last.
        self.arrived = threading.Semaphore(0)
        self.waited_in_vain = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Sends each chunk when the one before has come through the module, or after 2 s in vain."""
        upstream = self.server
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for index, chunk in enumerate(upstream.chunks):
            if index == len(upstream.chunks) - 1:
                time.sleep(upstream.last_chunk_takes)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            if not upstream.arrived.acquire(timeout=2):
                upstream.waited_in_vain = True
        self.wfile.write(b"0\r\n\r\n")

    def do_POST(self):
        upstream = self.server
        body = self.read_body()
        order = secrets.token_hex(8)
        upstream.orders.append((order, body))
        time.sleep(upstream.delay)
        content = json.dumps({"order": order}).encode()
        self.send_response(upstream.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *arguments):
        pass


# What the module prints through streams that it took when it was imported, such as a log handler's.
printed = io.StringIO()


@pytest.fixture(scope="module")
def upstream():
    server = Upstream()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def client(upstream):
    """A client of the module's app. There is one for all tests, because a module's start and end belong together."""
    os.environ["UPSTREAM_URL"] = upstream.url
    os.environ["PLANTED_SECRET"] = SECRET
    # Imported by its path, whatever it is called, with the files beside it within reach.
    sys.path.insert(0, str(FILE.parent))
    spec = importlib.util.spec_from_file_location("module_under_test", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        spec.loader.exec_module(module)
    # Without raise_server_exceptions=False, the test would get the exception, and not the 500 that a caller gets.
    with TestClient(module.app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(autouse=True)
def calm(upstream):
    """Every test begins with an upstream that answers immediately."""
    upstream.orders.clear()
    upstream.delay = 0
    upstream.status = 201


# Responses keep their status


def test_a_success_stays_one(client):
    response = client.get("/ok")
    assert response.status_code == 200
    assert response.json() == {"ok": True}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/" + secrets.token_hex(4), 404),  # raised by the router: no route is involved
        ("/teapot", 418),  # raised by the route
        ("/items/word-" + secrets.token_hex(4), 422),  # raised by FastAPI, before the route
    ],
)
def test_a_4xx_stays_what_it_is(client, path, status):
    assert client.get(path).status_code == status


# An unforeseen exception


def test_an_exception_becomes_a_500_that_is_json(client):
    response = client.get("/boom")
    assert response.status_code == 500
    assert "json" in response.headers.get("content-type", "")
    response.json()


def test_a_500_reveals_nothing_of_the_exception(client):
    response = client.get("/boom")
    text = response.text + "\n" + "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    for encoded in (SECRET, quote(SECRET, safe=""), SECRET.encode().hex()):
        pieces = [encoded[start : start + 8] for start in range(len(encoded) - 7)]
        assert not any(piece in text for piece in pieces), "the secret is in the response"
    for word in re.findall(r"[A-Za-z0-9+/_=-]{12,}", text):
        with contextlib.suppress(ValueError):
            decoded = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_")
            assert SECRET[:8].encode() not in decoded, "the secret is in the response, in Base64"
    assert "payment gateway" not in text, "the exception's text is in the response"
    assert "Traceback" not in text and MODULE not in text, "the traceback is in the response"
    assert not re.search(r"\b(?!Internal)[A-Z]\w*(Error|Exception)\b", text), "the exception's type is in the response"


def test_the_log_says_where_the_exception_was_raised(client, caplog, capfd):
    """Whoever runs the server needs the traceback: from the middleware, or from uvicorn if it is raised on."""
    start = printed.tell()
    result = ask(client, "GET", "/boom")
    if result.raised is not None:
        return  # uvicorn logs what reaches it, with its traceback
    deadline = time.monotonic() + 0.5
    log = ""
    while time.monotonic() < deadline:
        captured = capfd.readouterr()
        log += captured.out + captured.err
        if names_the_place(log + caplog.text + printed.getvalue()[start:]):
            return
        time.sleep(0.02)  # some loggers write from a thread of their own
    pytest.fail("no log line names the line that raised the exception of GET /boom")


def names_the_place(log):
    """Whether a log names the module's file and a line of the route /boom, in whatever form."""
    lines = lines_of_boom()
    return FILE.name in log and (not lines or any(re.search(rf"\b{line}\b", log) for line in lines))


def lines_of_boom():
    """The lines of the function that serves /boom; none if it cannot be told."""
    for node in ast.walk(ast.parse(FILE.read_bytes())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = [part for mark in node.decorator_list for part in ast.walk(mark)]
            if any(isinstance(part, ast.Constant) and part.value == "/boom" for part in parts):
                return range(node.lineno + 1, node.end_lineno + 1)
    return range(0)


# The request's ID


EVERY_WAY_OUT = [
    ("GET", "/ok"),
    ("GET", "/" + secrets.token_hex(4)),
    ("GET", "/teapot"),
    ("GET", "/items/word-" + secrets.token_hex(4)),
    ("GET", "/boom"),
    ("GET", "/stream"),
    ("POST", "/orders"),
]


@pytest.mark.parametrize(("method", "path"), EVERY_WAY_OUT)
def test_every_response_has_an_id_of_its_own(client, upstream, method, path):
    ids = []
    for _ in range(2):
        prepare_stream(upstream, [b"one\n"])
        ids += request_ids(ask(client, method, path, on_chunk=upstream.arrived.release))
    assert len(ids) == 2, f"each response needs one {HEADER}"
    assert all(ids) and ids[0] != ids[1]


@pytest.mark.parametrize("own", [str(uuid.uuid4()), "Job-17", "a.b:c/d_" + secrets.token_hex(40)])
@pytest.mark.parametrize(("method", "path"), EVERY_WAY_OUT)
def test_the_callers_own_id_is_kept(client, upstream, method, path, own):
    prepare_stream(upstream, [b"one\n"])
    result = ask(client, method, path, headers={HEADER: own}, on_chunk=upstream.arrived.release)
    assert request_ids(result) == [own]


def test_concurrent_requests_keep_their_ids_apart(client, upstream):
    upstream.delay = 0.3
    own = [secrets.token_hex(8) for _ in range(3)]

    async def all_of_them():
        return await asyncio.gather(*(run(client.app, "POST", "/orders", {HEADER: one}) for one in own))

    results = client.portal.call(all_of_them)
    assert [request_ids(result) for result in results] == [[one] for one in own]


def test_requests_in_the_same_millisecond_get_different_ids(client):
    async def many():
        return await asyncio.gather(*(run(client.app, "GET", "/ok") for _ in range(50)))

    ids = [one for result in client.portal.call(many) for one in request_ids(result)]
    assert len(ids) == len(set(ids)) == 50


# A stream


def test_a_stream_is_passed_on_chunk_by_chunk(client, upstream):
    """The upstream sends the next chunk only after this one has come out of the app; the last one takes 1 s."""
    chunks = [f"{index}: {secrets.token_hex(8)}\n".encode() for index in range(4)]
    prepare_stream(upstream, chunks, last_takes=SLOW)
    result = ask(client, "GET", "/stream", on_chunk=upstream.arrived.release)
    assert result.status == 200
    assert result.body == b"".join(chunks)
    assert not upstream.waited_in_vain, "a chunk was held back until the next one came, or until the end"


# Orders


def place(client, pieces):
    return ask(client, "POST", "/orders", headers={"Content-Type": "application/json"}, pieces=pieces)


def test_an_order_is_placed_once(client, upstream):
    body = json.dumps({"item": secrets.token_hex(4), "quantity": 2}).encode()
    result = place(client, [body])
    assert result.status == 201
    assert [content for _, content in upstream.orders] == [body]
    assert json.loads(result.body) == {"order": upstream.orders[0][0]}


def test_a_long_order_arrives_whole(client, upstream):
    """A body arrives in as many pieces as the network makes of it."""
    body = json.dumps({"item": secrets.token_hex(100_000), "quantity": 2}).encode()
    pieces = [body[start : start + 16_384] for start in range(0, len(body), 16_384)]
    result = place(client, pieces)
    assert result.status == 201
    assert [len(content) for _, content in upstream.orders] == [len(body)]
    assert upstream.orders[0][1] == body


def test_a_slow_order_is_waited_for_and_not_repeated(client, upstream):
    upstream.delay = SLOW
    result = place(client, [b'{"item": "lamp", "quantity": 1}'])
    assert result.status == 201
    assert len(upstream.orders) == 1


def test_a_failed_order_is_not_repeated(client, upstream):
    """It may have been placed before the upstream failed."""
    upstream.status = 500
    result = place(client, [b'{"item": "lamp", "quantity": 1}'])
    assert result.status >= 500
    assert len(upstream.orders) == 1


# A star in pitfall: you need not pass this one.


@pytest.mark.parametrize("path", ["/ok", "/boom"])
def test_bonus_a_browser_can_read_every_response(client, path):
    response = client.get(path, headers={"Origin": "https://app.example"})
    assert response.headers.get("access-control-allow-origin") in ("https://app.example", "*")


# Asking the app through ASGI


class Result:
    def __init__(self):
        self.status = None
        self.headers = []
        self.body = b""
        # What left the app. A server logs it, and the caller has what was sent before.
        self.raised = None


def ask(client, *arguments, **options):
    """One request, on the event loop that the client runs the app on."""

    async def request():
        return await run(client.app, *arguments, **options)

    return client.portal.call(request)


async def run(app, method, path, headers=None, pieces=(b"",), on_chunk=None):
    """Runs the app for one request whose body comes in `pieces`; calls `on_chunk` for each piece of the response's."""
    result = Result()
    is_done = asyncio.Event()
    remaining = list(pieces)

    async def receive():
        await asyncio.sleep(0)
        if remaining:
            piece = remaining.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(remaining)}
        await is_done.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            result.status = message["status"]
            result.headers = [
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            result.body += message.get("body", b"")
            if message.get("body") and on_chunk is not None:
                on_chunk()
            if not message.get("more_body", False):
                is_done.set()

    fields = {"host": "testserver", "content-length": str(sum(map(len, pieces))), **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in fields.items()],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "state": {},
        "extensions": {},
    }
    try:
        await asyncio.wait_for(app(scope, receive, send), 10)
    except TimeoutError:
        pytest.fail(f"{method} {path} did not end within 10 s")
    except Exception as error:
        result.raised = error
    return result


def request_ids(result):
    return [value for name, value in result.headers if name.lower() == HEADER.lower()]


def prepare_stream(upstream, chunks, last_takes=0):
    upstream.chunks = chunks
    upstream.last_chunk_takes = last_takes
    upstream.arrived = threading.Semaphore(0)
    upstream.waited_in_vain = False

/// A module of the fastapi track that speaks raw HTTP, so that it can send what no framework would.
///
/// It answers `/ping` as it should, and everything else with what `kind` names.
enum HostileModule: String, CaseIterable {
  /// Responses that do not end, each request another one of them: bodies, heads, interim responses.
  case endless
  /// Complete responses that take as much memory as pitfall allows: 4 MiB each, or all kinds of JSON.
  case largest
  /// Thousands of upstream calls for each request.
  case calls
  /// An upstream call with 300 MB.
  case upload
  /// Hundreds of connections to the upstream that stay open.
  case connections
  /// `/ping` does not end either.
  case ping
  /// A response that begins and never goes on.
  case stuck
  /// Its log does not end, and has no line break.
  case log

  var text: String { Self.server.replacing("@KIND@", with: rawValue) }

  private static let server = #"""
    import itertools, os, socket, sys, threading, urllib.request
    KIND = "@KIND@"
    UPSTREAM = os.environ["UPSTREAM_URL"]
    LONGEST = (4 << 20) - 400
    FILL = b"x" * 65536
    OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    turn = itertools.count()
    kept = []

    def whole(body, head=OK):
        return [head + b"Content-Length: %d\r\n\r\n" % len(body) + body]

    def endless(start, piece):
        yield start
        piece *= max(1, 65536 // len(piece))
        while True:
            yield piece

    def rows(count, row):
        return whole(b"[" + b",".join([row] * count) + b"]")

    ENDLESS = [
        lambda: endless(OK + b"Content-Length: 300000000\r\n\r\n", FILL),
        lambda: endless(CHUNKED, b"10000\r\n" + FILL + b"\r\n"),
        lambda: endless(CHUNKED, b"1\r\nx\r\n"),
        lambda: endless(CHUNKED + b"1;", FILL),
        lambda: [OK + b"X-Long: " + b"x" * 100_000_000 + b"\r\n\r\n"],
        lambda: endless(OK, b"A: b\r\n"),
        lambda: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ]
    LARGEST = [
        lambda: whole(b'{"price": "' + b"x" * (LONGEST - 20) + b'"}'),
        lambda: rows(12_000, b'{"id":1,"name":"a name of more than fifteen letters"}'),
        lambda: rows(90_000, b"[1]"),
        lambda: whole(b'{"name":[' + b",".join([b'{"id":1}'] * 90_000) + b"]}"),
        lambda: rows(900_000, b"1"),
        lambda: whole(b"[" * 100_000 + b"]" * 100_000),
        lambda: whole(b"{}", OK + b"".join(b"X-%d: %s\r\n" % (n, b"v" * 230) for n in range(240))),
    ]

    def call(path):
        try:
            with urllib.request.urlopen(UPSTREAM + path, timeout=5) as reply:
                reply.read()
        except OSError:
            pass

    def upload():
        host, port = UPSTREAM.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as upstream:
            upstream.sendall(b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 300000000\r\n\r\n")
            for _ in range(300_000_000 // len(FILL)):
                upstream.sendall(FILL)

    def connect():
        host, port = UPSTREAM.removeprefix("http://").split(":")
        while len(kept) < 400:
            kept.append(socket.create_connection((host, int(port))))

    def answer(path):
        if KIND in ("endless", "ping"):
            return ENDLESS[next(turn) % len(ENDLESS)]()
        if KIND == "largest":
            return LARGEST[next(turn) % len(LARGEST)]()
        if KIND == "stuck":
            return [OK + b"Content-Length: 100\r\n\r\nabc", None]
        if KIND == "calls":
            for _ in range(2500):
                call(path)
        elif KIND in ("upload", "connections"):
            try:
                upload() if KIND == "upload" else connect()
            except OSError:
                pass
        elif KIND == "log":
            threading.Thread(target=log, daemon=True).start()
        return whole(b"{}")

    def log():
        while True:
            os.write(1, FILL)

    def serve(connection):
        with connection:
            data = b""
            while True:
                while b"\r\n\r\n" not in data:
                    more = connection.recv(65536)
                    if not more:
                        return
                    data += more
                path, data = data.split(b" ", 2)[1], b""
                isPing = path == b"/ping" and KIND != "ping"
                for piece in whole(b'{"message": "pong"}') if isPing else answer(path.decode()):
                    if piece is None:
                        threading.Event().wait()
                    connection.sendall(piece)

    def quietly(connection):
        try:
            serve(connection)
        except OSError:
            pass

    listener = socket.socket(fileno=3)
    listener.listen(512)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=quietly, args=(connection,), daemon=True).start()
    """#
}

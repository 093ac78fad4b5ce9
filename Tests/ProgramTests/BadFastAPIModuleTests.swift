import Foundation
import TestSupport
import Testing

@Suite("Broken FastAPI modules", .timeLimit(.minutes(30)))
struct BadFastAPIModuleTests {
  private static let ping = """
    import os, signal, sys, threading, time
    from fastapi import FastAPI
    app = FastAPI()
    @app.get("/ping")
    async def ping():
        return {"message": "pong"}

    """
  private static let quotes = ping + "@app.get(\"/quotes/{symbol}\")\nasync def quote(symbol: str):\n    "

  @Test(
    "A module that never answers is its author's fault, and the report says why",
    arguments: [
      BadModule("is no Python", "def broken(:", ["the module exited with code 1", "SyntaxError: invalid syntax"]),
      BadModule(
        "is not UTF-8", bytes: Array("x = \"".utf8) + [0xff, 0xfe, 0x22, 0x0a],
        ["SyntaxError:", "can't decode byte 0xff"]),
      BadModule(
        "throws", "raise RuntimeError('boom on purpose')",
        ["the module exited with code 1 before it answered a request", "RuntimeError: boom on purpose"]),
      BadModule("is empty", "", ["Attribute \"app\" not found in module \"main\"."]),
      BadModule(
        "has no app", "from fastapi import FastAPI\nserver = FastAPI()",
        ["Error loading ASGI app. Attribute \"app\" not found in module \"main\"."]),
      BadModule(
        "imports what is not there", "import numpy",
        [
          "the module exited with code 1 before it answered", "ModuleNotFoundError: No module named 'numpy'",
          "next There is neither a file of the module nor a package for `import numpy`. The module runs in pitfall's own "
            + "environment, which has the packages of Requirements/fastapi.txt and no others; `pip install` changes "
            + "nothing there.",
        ]),
      BadModule(
        "needs a package of a framework",
        "from fastapi import FastAPI, Form\napp = FastAPI()\n@app.post('/')\nasync def form(x: str = Form()): pass",
        ["pip install python-multipart", "next The module needs a package that is not there. The module runs in"]),
      BadModule(
        "hangs up",
        """
        async def app(scope, receive, send):
            if scope["type"] == "http":
                await send({"type": "http.response.start", "status": 200, "headers": [(b"x-id", b"a\\nb")]})
        """,
        [
          "the module accepted the connection and hung up without a response to GET /ping: the connection was closed",
          "RuntimeError: Invalid HTTP header value.", "next Look at the log, and at what makes the response",
        ]),
      BadModule(
        "answers in another language",
        "import os, socket\nlistener = socket.socket(fileno=3)\nlistener.listen()\nwhile True:\n"
          + "    connection = listener.accept()[0]\n    connection.recv(100)\n    connection.sendall(b'hello\\n' * 9)\n"
          + "    connection.close()",
        ["hung up without a response to GET /ping: the response was not valid HTTP"]),
      BadModule(
        "starts a second server where one is",
        "import socket, uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nother = socket.create_server(('127.0.0.1', 0))\n"
          + "uvicorn.run(app, port=other.getsockname()[1])",
        [
          "address already in use",
          "next The module starts a server of its own while it is imported. Take `uvicorn.run`",
        ]),
      BadModule(
        "exits with 0", "raise SystemExit(0)", ["the module exited with code 0 before it answered a request"]),
      BadModule(
        "exits with 3", "import sys\nprint('leaving on purpose')\nsys.exit(3)",
        ["the module exited with code 3 before it answered a request log leaving on purpose"]),
      BadModule(
        "is killed", "import os\nos.kill(os.getpid(), 9)",
        ["the module was killed by signal 9 (SIGKILL) before it answered a request"]),
      BadModule(
        "prints without end", "while True: print('a' * 1023, flush=True)",
        ["the module never answered a request: it was stopped because it printed more than 64 MiB"]),
      BadModule(
        "eats memory", "import time\nall = [b'x' * (64 << 20) for _ in range(24)]\ntime.sleep(60)",
        [
          "the module never answered a request: it was stopped because it used",
          "MiB of memory, which is more than allowed",
        ]),
      BadModule(
        "starts too many processes",
        "import subprocess, time\nfor _ in range(100): subprocess.Popen(['sleep', '3600'])\ntime.sleep(60)",
        ["the module never answered a request: it was stopped because it had", "processes, which is more than allowed"]),
    ])
  func doesNotStart(module: BadModule) async throws {
    try await module.expectNoStart("fastapi")
  }

  @Test("A module whose file vanishes has no verdict")
  func vanishes() async throws {
    let sandbox = try Sandbox()
    let module = try sandbox.module("fastapi", "import os\nos.remove(__file__)\nos._exit(3)")
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--track", "fastapi", "--module", module])
    #expect(outcome.exit == 64 && outcome.output == "")
    #expect(
      outcome.errors.hasSuffix(
        "pitfall: \(module)/main.py was there when this began, and is gone now, so there is no verdict. Put it back, then "
          + "verify again.\n"))
    try expectNothingLeft(sandbox)
  }

  @Test("What a module prints cannot control the terminal")
  func isShownHarmlessly() async throws {
    let text = "import os\nos.write(1, bytes(\(BadModule.garbage)))\nos._exit(3)"
    try await BadModule("prints garbage", text, []).expectHarmlessOutput("fastapi")
  }

  @Test(
    "A module that waits forever is given up, and the report says so",
    arguments: [
      BadModule(
        "never listens", "import time\ntime.sleep(600)",
        [
          "the module did not listen on its socket within 15.0 seconds",
          "next main.py must define `app`, which uvicorn serves.",
        ]),
      BadModule(
        "starts a server of its own",
        """
        import socket, uvicorn
        from fastapi import FastAPI
        app = FastAPI()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        uvicorn.run(app, port=port)
        """,
        [
          "the module starts a server of its own, which listens on 127.0.0.1:",
          ", and did not listen on the socket that it was given", "Uvicorn running on http://127.0.0.1:",
          "next The module starts a server of its own while it is imported. Take `uvicorn.run` out, or put it under",
        ]),
      BadModule(
        "never answers",
        "import asyncio\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/ping')\nasync def ping():\n"
          + "    await asyncio.sleep(600)",
        ["accepted a connection and did not answer GET /ping within 5.0 seconds", "next Look at what happens before"]),
    ])
  func isGivenUp(module: BadModule) async throws {
    try await module.expectNoStart("fastapi", isIdle: true)
  }

  @Test(
    "A module that ends during a check fails that check, with the reason of its end and its log",
    arguments: [
      BadModule(
        "exits", quotes + "print('enough', flush=True)\n    os._exit(5)",
        ["the module ended during this check: it exited with code 5", "enough"]),
      BadModule(
        "crashes", quotes + "os.kill(os.getpid(), signal.SIGSEGV)",
        ["the module ended during this check: it was killed by signal 11 (SIGSEGV)"]),
      BadModule(
        "prints without end, later",
        quotes
          + "threading.Thread(target=lambda: [print('a' * 1023) for _ in range(1 << 20)]).start()\n    time.sleep(60)",
        ["the module ended during this check: it was stopped because it printed more than 64 MiB"]),
    ])
  func endsMeanwhile(module: BadModule) async throws {
    try await module.expectFailure(of: "contract", "fastapi")
  }

  @Test(
    "A module that keeps running but does not respond fails the check, and pitfall does not take the blame",
    arguments: [
      BadModule("never answers", quotes + "time.sleep(600)", ["no request called the upstream within"]),
      BadModule(
        "stops to listen", quotes + "import socket; socket.socket(fileno=os.dup(3)).shutdown(2)",
        ["the check broke off: the connection was refused"]),
    ])
  func runsOn(module: BadModule) async throws {
    try await module.expectFailure(of: "rendezvous", "fastapi", isIdle: true)
  }

  @Test("A route that raises an exception fails its check, with the traceback")
  func showsTraceback() async throws {
    try await BadModule(
      "raises", Self.quotes + "raise ValueError('no such ' + 'quote')",
      ["returned 500 instead of 200", "ValueError: no such quote"]
    ).expectFailure(of: "contract", "fastapi")
  }

  @Test(
    "Nothing of what a module started is left",
    arguments: [
      BadModule("a child", "sleep 3600", []),
      BadModule("a daemon", "setsid sleep 3600", []),
      BadModule("a daemon that has washed off our marks", "cd /; exec env -i setsid sleep 3600", []),
      BadModule("a child that ignores signals", "trap '' TERM HUP INT; while :; do sleep 1; done", []),
    ])
  func endsItsChildren(child: BadModule) async throws {
    try await child.expectEndOfChild("fastapi") { command in
      "import os\nos.system(r\"\"\"\(command)\"\"\")\n" + Self.quotes + "return None\n"
    }
  }
}

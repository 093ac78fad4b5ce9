import Foundation
import TestSupport
import Testing

@Suite("run", .timeLimit(.minutes(30)))
struct RunTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func module(_ track: String, _ text: String) throws -> [String] {
    try ["run", "01", "--port", "0", "--track", track, "--module", sandbox.module(track, text)]
  }

  /// The address in the line that says that the module answers.
  private static func address(_ running: Running) async throws -> String {
    let line = try await running.waitUntilItSays(" answers at http://")
    return try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") }).description
  }

  @Test(
    "The module answers at the printed address, with its upstream, until Ctrl-C", arguments: ["swift", "fastapi"])
  func answers(track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(["run", "01", "--port", "0", "--track", track]) { running in
      let address = try await Self.address(running)
      let curl = try Tool.system("curl")
      #expect(try await curl.run(["-sS", address + "/ping"]).output.contains("\"pong\""))
      let quote = try await curl.run(["-sS", "-w", " %{http_code}", address + "/quotes/ABC"]).output
      #expect(quote.contains("\"symbol\":\"ABC\"") && quote.hasSuffix(" 200"))
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0)
    // Its log is shown as it is written.
    #expect(outcome.output.contains("\"GET /quotes/ABC HTTP/1.1\" 200"))
    try expectNothingLeft(sandbox)
  }

  @Test("The export line sets what commands in a second terminal need")
  func exportsVariables() async throws {
    let module = "\(Products.project)/Lessons/03-queries/swift"
    let words = ["run", "03", "--port", "0", "--track", "swift", "--module", module]
    let outcome = try await Pitfall(sandbox).run(words) { running in
      let line = try await running.waitUntilItSays("  export URL=")
      let script = """
        \(line)
        curl -sS "${URL:?}/ping"; echo
        kill -0 "${PID:?}" && echo "a process"
        [ -f "${DATABASE_PATH:?}" ] && echo "a file"
        """
      let shell = try await Tool.system("bash").run(["-c", script])
      #expect(shell.output == "{\"message\":\"pong\"}\na process\na file\n", "\(line) \(shell.errors)")
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0)
    try expectNothingLeft(sandbox)
  }

  @Test("A module that ignores SIGTERM is ended all the same", arguments: ["swift", "fastapi"])
  func endsTheStubborn(track: String) async throws {
    let text =
      track == "swift"
      ? """
      import Glibc
      import LessonKit
      let app = App()
      app.get("/ping") { _ in .json(["message": "pong"]) }
      Task.detached { try await app.run() }
      while true { sleep(60) }
      """
      : """
      import signal
      from contextlib import asynccontextmanager
      from fastapi import FastAPI
      @asynccontextmanager
      async def lifespan(app):
          signal.signal(signal.SIGTERM, signal.SIG_IGN)
          yield
      app = FastAPI(lifespan=lifespan)
      @app.get("/ping")
      async def ping():
          return {"message": "pong"}
      """
    var pitfall = Pitfall(sandbox)
    pitfall.isIdle = true
    let outcome = try await pitfall.run(module(track, text)) { running in
      _ = try await Self.address(running)
      running.signal(SIGTERM)
    }
    #expect(outcome.exit == 0)
    try expectNothingLeft(sandbox)
  }

  @Test("A port in use is reported in a sentence")
  func explainsPort() async throws {
    // Another pitfall uses the port.
    let outcome = try await Pitfall(sandbox).run(["run", "01", "--port", "0"]) { [sandbox] running in
      let port = try #require(try await Self.address(running).split(separator: ":").last)
      var second = Pitfall(sandbox)
      second.isIdle = true
      let refused = try await second.run(["run", "01", "--port", "\(port)"])
      #expect(refused.exit == 64)
      #expect(
        refused.errors.hasSuffix(
          "pitfall: Port \(port) of 127.0.0.1 cannot be used: Address already in use. Choose another with --port N.\n"))
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0)
    try expectNothingLeft(sandbox)
  }

  @Test("A module that ends by itself, or never answers, exits with 1 and says why")
  func explainsEnd() async throws {
    let imports = "import Glibc\nimport LessonKit\n"
    let cases = [
      ("let x: Int = \"no\"", "pitfall: the module does not compile\nmain.swift:1:14: error: cannot convert value"),
      (imports + "Log.error(\"on purpose\")\nexit(3)", "the module exited with code 3 before it answered a request\n"),
    ]
    for (text, sentence) in cases {
      let outcome = try await Pitfall(sandbox).run(module("swift", text))
      #expect(outcome.exit == 1)
      #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
      try expectNothingLeft(sandbox)
    }
    let text =
      imports + "let app = App()\napp.get(\"/ping\") { _ in .empty() }\n"
      + "app.get(\"/end\") { _ in Log.error(\"on purpose\"); exit(5) }\ntry await app.run()"
    let outcome = try await Pitfall(sandbox).run(module("swift", text)) { running in
      _ = try await Tool.system("curl").run(["-sS", Self.address(running) + "/end"])
    }
    #expect(outcome.exit == 1)
    #expect(outcome.errors.hasSuffix("pitfall: The module ended: it exited with code 5.\n"))
    #expect(outcome.output.contains("ERROR:    on purpose\n"))
    try expectNothingLeft(sandbox)
  }

  @Test("A reader of the log that goes away does not end the module")
  func survivesReader() async throws {
    // `true` closes the pipe immediately; the module logs the request, and the response still arrives.
    let line = """
      "$pitfall" run 01 --port 0 2> said > >(true) & program=$!
      until grep -q 'answers at' said; do kill -0 $program || exit 9; sleep 0.01; done
      address=$(grep -o 'answers at http://[0-9.:]*' said | cut -d ' ' -f 3)
      curl -sS -o /dev/null $address/ping && curl -sS $address/ping
      kill -INT $program; wait $program; echo " $?"; cat said >&2
      """
    let outcome = try await Pitfall(sandbox).shell(line)
    #expect(outcome.output == "{\"message\":\"pong\"} 0\n")
    #expect(!outcome.isCrash, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }
}

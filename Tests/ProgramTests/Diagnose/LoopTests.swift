import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

/// Lesson 1's modules under `diagnose`.
@Suite("diagnose 01", .timeLimit(.minutes(30)))
struct DiagnoseLoopTests {
  struct Trace: Decodable {
    struct Loop: Decodable {
      let blocks: [Block]
      let logging: [String]
    }

    struct Block: Decodable {
      struct Place: Decodable {
        let file: String
        let line: Int
        let text: String?
      }

      let request: String
      let place: Place?
      let call: String?
      let isAsleep: Bool

      private enum CodingKeys: String, CodingKey {
        case request, place, call
        case isAsleep = "is_asleep"
      }
    }

    struct Note: Decodable {
      let what: String
      let next: String?
    }

    let loop: Loop
    let notes: [Note]
  }

  private static let modules: [ShippedModule] = {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    return (try? pack.lesson("01").modules) ?? []
  }()
  private static let blocking = modules.filter { $0.kind != .variant && $0.fails.contains("loop") }
  private static let fixes = modules.filter { $0.kind == .fix }

  /// What blocks in one of the shipped modules.
  private nonisolated(unsafe) static let call =
    /time\.sleep\(|httpx\.get\(|\.result\(\)|\.join\(\)|usleep\(|getBlocking\(|\.wait\(\)|Data\(contentsOf:/

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func trace(_ track: String, _ path: String, _ options: [String] = []) async throws -> Trace {
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "01", "--json", "--track", track, "--module", path] + options)
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  @Test("There are modules that block, and fixes, in both tracks")
  func covers() {
    for modules in [Self.blocking, Self.fixes] {
      #expect(Set(modules.map(\.track)) == [.swift, .fastapi])
      #expect(modules.count >= 13)
    }
  }

  @Test("names the line in every module that blocks its event loop", arguments: blocking)
  func namesLine(module: ShippedModule) async throws {
    let trace = try await trace(module.track.rawValue, module.path)
    let sleeps = trace.loop.blocks.filter(\.isAsleep)
    #expect(!sleeps.isEmpty, "\(module.path)")
    for block in sleeps {
      let text = try #require(block.place?.text, "\(module.path): \(block)")
      #expect(text.contains(Self.call), "\(module.path): \(block)")
    }
    // The checks tell which of the two routes blocks for long.
    if module.fails.contains("order") { #expect(sleeps.contains { $0.request == "GET /block" }, "\(module.path)") }
    if module.fails.contains("rendezvous") {
      #expect(sleeps.contains { $0.request.hasPrefix("GET /quotes/") }, "\(module.path)")
    }
  }

  @Test("names no line that sleeps in any fix", arguments: fixes)
  func sparesFixes(module: ShippedModule) async throws {
    let sleeps = try await trace(module.track.rawValue, module.path).loop.blocks.filter(\.isAsleep)
    #expect(sleeps.isEmpty, "\(module.path): \(sleeps)")
  }

  @Test("looks at a request of the user's own, in any app")
  func takesRequest() async throws {
    let module = try sandbox.module(
      "fastapi",
      """
      import time
      from fastapi import FastAPI, Header

      app = FastAPI()

      def work(seconds):
          time.sleep(seconds)

      @app.post("/report")
      async def report(x_wait: float = Header()):
          work(x_wait)
          return {}
      """)
    let options = ["--request", "POST /report", "--header", "X-Wait: 0.2", "--body", "{}"]
    let trace = try await trace("fastapi", module, options)
    #expect(trace.loop.blocks.map(\.request) == ["POST /report"])
    #expect(trace.loop.blocks.first?.place?.line == 7)
    #expect(trace.loop.blocks.first?.call == "clock_nanosleep")
    #expect(
      trace.loop.logging == [
        "logging.info(\"line 7 begins\")", "time.sleep(seconds)", "logging.info(\"line 7 has ended\")",
      ])
  }

  @Test("says what no tool could show, how to get it, and what the kernel sees")
  func worksWithoutTool() async throws {
    // Links to everything that is on PATH, but eu-stack.
    var pitfall = Pitfall(sandbox)
    let folder = sandbox.path + "/bin"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for place in path.split(separator: ":") {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: String(place))) ?? []
      for name in names where name != "eu-stack" {
        _ = symlink("\(place)/\(name)", "\(folder)/\(name)")
      }
    }
    pitfall.environment["PATH"] = folder
    let outcome = try await pitfall.run(["diagnose", "01", "--json", "--track", "swift"])
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let trace = try outcome.decode(Trace.self)
    #expect(trace.notes.map(\.next) == ["Install it (Debian, Ubuntu: `apt-get install elfutils`)."])
    #expect(trace.loop.blocks.map(\.call) == ["clock_nanosleep", "recvfrom"])
    #expect(trace.loop.blocks.allSatisfy { $0.place == nil })
    try expectNothingLeft(sandbox)
  }
}

@Suite("diagnose with a module that does not do its part", .timeLimit(.minutes(30)))
struct DiagnoseBadModuleTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func module(_ route: String) throws -> String {
    try sandbox.module("fastapi", "import os, time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n" + route)
  }

  @Test(
    "A module that does not start, exits, or has no such route is told in one sentence",
    arguments: [
      ("raise SystemExit(3)", "", 1, "the module exited with code 3 before it answered a request"),
      (
        "@app.get('/x')\nasync def x():\n    os._exit(3)", "/x", 1,
        "The module ended while pitfall looked at it: it exited with code 3."
      ),
      (
        "@app.get('/x')\nasync def x():\n    os.kill(os.getpid(), 11)", "/x", 1,
        "The module ended while pitfall looked at it: it was killed by signal 11"
      ),
      ("", "/missing", 1, "The module answered GET /missing with 404. Is there such a route?"),
    ] as [(String, String, Int32, String)])
  func isTold(route: String, request: String, exit: Int32, sentence: String) async throws {
    let request = request.isEmpty ? [] : ["--request", "GET \(request)"]
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "01", "--track", "fastapi", "--module", try module(route)] + request)
    #expect(outcome.exit == exit)
    #expect(outcome.errors.contains("pitfall: " + sentence), "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }

  @Test("The preloaded library brings no Swift runtime into a Python process, whose crash handler would let it go on")
  func preloadsNoRuntime() async throws {
    let libraries = try await Tool.system("ldd").run([Products.path("libModuleHooks.so")])
    #expect(libraries.output.contains("libc.so"), "\(libraries)")
    #expect(!libraries.output.contains("swift"), "\(libraries.output)")
  }

  @Test("A module that hangs is shown where it hangs")
  func hangs() async throws {
    let folder = try module("@app.get('/x')\nasync def x():\n    time.sleep(60)")
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "01", "--track", "fastapi", "--module", folder, "--request", "/x"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("GET /x: got no response within 5.0 seconds"), "\(outcome.output)")
    #expect(outcome.sentences.contains("at main.py:8 in x:"), "\(outcome.output)")
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C ends it, and leaves nothing")
  func isInterrupted() async throws {
    let folder = try module("@app.get('/x')\nasync def x():\n    time.sleep(60)")
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "01", "--track", "fastapi", "--module", folder, "--request", "/x"]
    ) { running in
      _ = try await running.waitUntilItSays("watching the event loop")
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 130)
    try expectNothingLeft(sandbox)
  }

  @Test(
    "Options that make no sense are refused",
    arguments: [
      (["--request", "FETCH /x"], "'FETCH' in --request is not one of GET"),
      (["--request", "x"], "--request needs a path that begins with /"),
      (["--request", "GET /a b"], "--request needs a path that begins with /"),
      (["--header", "X: y"], "--header and --body belong to a request"),
      (["--request", "/x", "--header", "nonsense"], "--header needs a name and a value"),
    ])
  func refuses(options: [String], sentence: String) async throws {
    let outcome = try await Pitfall(sandbox).run(["diagnose", "01"] + options)
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}

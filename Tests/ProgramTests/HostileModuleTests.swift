import Foundation
import Testing

@Suite("A module that sends without end", .timeLimit(.minutes(10)))
struct HostileModuleTests {
  /// In MiB.
  private static let mostMemory = 200
  private static let lessons = ["01-blocking", "02-dependencies", "03-queries", "05-middleware"]

  private struct Check: Decodable {
    let id: String
    let cause: String?
    let measured: String
  }

  private struct Report: Decodable {
    let verdict: String
    let checks: [Check]
  }

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// The report on a module, for which pitfall may take only so much memory.
  private func report(_ lesson: String, _ track: String, _ text: String) async throws -> Report {
    let folder = try sandbox.module(track, text)
    let memory = Memory()
    let outcome = try await Pitfall(sandbox).run(
      ["verify", lesson, "--json", "--track", track, "--module", folder, "--seed", "7"]
    ) { running in
      await memory.watch(running.processID)
    }
    #expect(outcome.exit == 1)
    #expect(!outcome.isCrash, "\(outcome.errors)")
    #expect(outcome.output.utf8.count < 100_000)
    let peak = await memory.peak
    #expect((10..<Self.mostMemory).contains(peak), "\(peak) MiB")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  @Test("costs pitfall little memory, and the verdict says that pitfall stopped reading", arguments: lessons)
  func isEndless(lesson: String) async throws {
    let report = try await report(lesson, "fastapi", HostileModule.endless.text)
    let told = report.checks.filter { $0.cause == "module.too-long" }
    #expect(told.count >= report.checks.count - 1, "\(report.checks)")
    #expect(told.allSatisfy { $0.measured.hasSuffix(", and pitfall stopped reading") }, "\(told)")
  }

  @Test("as much as pitfall reads costs it little memory", arguments: lessons)
  func isLargest(lesson: String) async throws {
    let report = try await report(lesson, "fastapi", HostileModule.largest.text)
    #expect(report.checks.allSatisfy { $0.measured.count <= 1_003 })
  }

  private static let others: [(HostileModule, String, cause: String, measured: String)] = [
    (.ping, "01", "starts.too-long", "the module answered GET /ping with more than 4 MiB, and pitfall stopped reading"),
    (
      .calls, "01", "module.too-many-calls",
      "the module made more than 2000 upstream calls during one check, and pitfall stopped counting"
    ),
    (
      .upload, "05", "module.too-long-calls",
      "the module made an upstream call, POST /orders, with a body of more than 1 MiB, and pitfall stopped counting"
    ),
    (
      .connections, "01", "module.too-many-calls",
      "the module made more than 256 connections to the upstream at the same time, and pitfall stopped counting"
    ),
    (
      .stuck, "01", "contract.no-response",
      "got no end of the response within 3.0 seconds, only its head and 3 bytes of its body"
    ),
    (.log, "01", "module.ended", "it was stopped because it printed more than 64 MiB"),
  ]

  @Test("in another way gets a verdict that says in which", arguments: others)
  func isTold(module: HostileModule, lesson: String, cause: String, measured: String) async throws {
    let report = try await report(lesson, "fastapi", module.text)
    #expect(
      report.checks.contains { $0.cause == cause && $0.measured.contains(measured) }, "\(report.checks)")
  }

  private static let flood = """
    from fastapi import FastAPI, WebSocket
    app = FastAPI()
    @app.get("/ping")
    async def ping():
        return {"message": "pong"}
    @app.websocket("/ws")
    async def ws(websocket: WebSocket):
        await websocket.accept()
        while True:
            await websocket.send_text("x" * 60_000)
    """

  @Test(
    "to WebSocket clients costs pitfall little memory, and gets a verdict that says so",
    arguments: [(flood, "exits.flooded"), (HostileModule.endless.text, "exits.refused")])
  func isBoundedForSockets(text: String, cause: String) async throws {
    let report = try await report("04-websockets", "fastapi", text)
    #expect(report.checks.contains { $0.cause == cause }, "\(report.checks)")
  }

  @Test("cannot control the terminal by what it returns")
  func isHarmless() async throws {
    let text = """
      import os, httpx
      from fastapi import FastAPI
      from fastapi.responses import Response
      app = FastAPI()
      @app.get("/ping")
      async def ping():
          return {"message": "pong"}
      @app.get("/quotes/{symbol}")
      async def quote(symbol: str):
          async with httpx.AsyncClient() as client:
              await client.get(os.environ["UPSTREAM_URL"] + f"/quotes/{symbol}")
          return Response(r'{"nonce": "\\u009b31m\\u001b[31m\u{9b}31m\u{202e}\\u2066\\r\\n%s"}' % ("x" * 5000))
      """
    let folder = try sandbox.module("fastapi", text)
    let words = ["verify", "01", "--track", "fastapi", "--module", folder, "--check", "contract"]
    for options in [[], ["--json"]] {
      let outcome = try await Pitfall(sandbox).run(words + options)
      #expect(outcome.exit == 1)
      #expect(outcome.output.contains("[31m\u{FFFD}31m\u{FFFD}"), "\(outcome.output)")
      let steering = outcome.output.unicodeScalars.filter { scalar in
        scalar.value < 32 && scalar != "\n" || (0x7f...0x9f).contains(scalar.value)
          || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      }
      #expect(steering.isEmpty)
      #expect(outcome.output.utf8.count < 4_000)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("is told in the swift track too, and costs as little memory")
  func isEndlessInSwift() async throws {
    let text = """
      import LessonKit
      let app = App()
      let zeros = [UInt8](repeating: 48, count: 65_536)
      app.get("/ping") { _ in .json(["message": "pong"]) }
      for path in ["/ok", "/teapot", "/boom", "/items/{n}", "/stream"] {
        app.get(path) { _ in .stream { writer in while true { try await writer.write(zeros) } } }
      }
      app.post("/orders") { _ in
        let reply = try await HTTPClient.post(Settings.upstreamURL + "/orders", body: Array(repeating: 48, count: 9_000_000))
        return .json(["order": reply.text], status: .created)
      }
      try await app.run()
      """
    let report = try await report("05", "swift", text)
    #expect(report.checks.count { $0.cause == "module.too-long" } >= 5, "\(report.checks)")
    #expect(report.checks.contains { $0.cause == "module.too-long-calls" }, "\(report.checks)")
  }
}

/// The most memory that a process had, in MiB.
private actor Memory {
  private(set) var peak = 0

  /// Looks until the process ends.
  func watch(_ process: pid_t) async {
    while let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    {
      peak = max(peak, (line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0) / 1024)
      try? await Task.sleep(for: .milliseconds(5))
    }
  }
}

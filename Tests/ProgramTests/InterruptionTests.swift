import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Interruption", .timeLimit(.minutes(30)))
struct InterruptionTests {
  /// A moment of a verification, recognised by what pitfall prints then.
  enum Moment: String, CaseIterable {
    case compiling = "compiling the module"
    case starting = "starting the module"
    case measuring = "measuring: "
  }

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// The file that the module makes when it is asked for a quote.
  private var asked: String { sandbox.path + "/asked" }

  private func arguments(_ track: String, _ moment: Moment) throws -> [String] {
    let text: String
    switch moment {
    case .compiling: return ["verify", "01", "--track", track]
    // The module never listens, so that the moment lasts.
    case .starting: text = track == "swift" ? "import Glibc\nsleep(600)" : "import time\ntime.sleep(600)"
    // The module does not answer a request, so that the moment lasts.
    case .measuring: text = Self.telling(file: asked, track)
    }
    return try ["verify", "01", "--track", track, "--module", sandbox.module(track, text)]
  }

  /// A module that makes the file and never answers when it is asked for a quote.
  private static func telling(file: String, _ track: String) -> String {
    let command = "touch '\(file)'; sleep 600"
    return track == "swift"
      ? """
      import Glibc
      import LessonKit
      let app = App()
      app.get("/ping") { _ in .json(["message": "pong"]) }
      app.get("/quotes/{symbol}") { _ in
        system("\(command)")
        return .empty()
      }
      try await app.run()
      """
      : """
      import os
      from fastapi import FastAPI
      app = FastAPI()
      @app.get("/ping")
      async def ping():
          return {"message": "pong"}
      @app.get("/quotes/{symbol}")
      async def quote(symbol: str):
          os.system("\(command)")
      """
  }

  /// Sends the signal at that moment, when the module or its compiler is certain to run.
  private func interrupt(_ track: String, at moment: Moment, with signal: Int32) async throws -> Outcome {
    var pitfall = Pitfall(sandbox)
    if moment == .compiling {
      // The compiler never ends, so that the moment lasts; the processes that it started must end with it.
      try await sandbox.script("swiftc", "#!/bin/sh\nsleep 600 & sleep 600\n")
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      pitfall.environment["PATH"] = "\(sandbox.path)/bin:\(path)"
    }
    return try await pitfall.run(arguments(track, moment)) { [sandbox, asked] running in
      try await running.waitUntilItSays(moment.rawValue)
      if moment == .measuring {
        try await until("the module is asked") { FileManager.default.fileExists(atPath: asked) }
      } else {
        // pitfall, a guardian, and the guarded process.
        try await sandbox.waitForProcesses(moment == .compiling ? 5 : 3)
      }
      running.signal(signal)
    }
  }

  private static let moments: [(String, Moment)] = [
    ("swift", .compiling), ("swift", .starting), ("swift", .measuring), ("fastapi", .starting), ("fastapi", .measuring),
  ]

  @Test("Ctrl-C ends everything in order, at any moment", arguments: moments)
  func obeys(track: String, moment: Moment) async throws {
    let outcome = try await interrupt(track, at: moment, with: SIGINT)
    #expect(outcome.exit == 130)
    #expect(outcome.errors.hasSuffix("pitfall: interrupted\n"))
    #expect(outcome.output == "")
    try expectNothingLeft(sandbox)
  }

  @Test("SIGTERM and a closed terminal end everything in order, too", arguments: [SIGTERM, SIGHUP])
  func obeys(signal: Int32) async throws {
    let outcome = try await interrupt("swift", at: .measuring, with: signal)
    #expect(outcome.exit == 130)
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C is obeyed before a module's time to listen is over")
  func obeysAtOnce() async throws {
    let sent = Mutex(ContinuousClock.now)
    _ = try await Pitfall(sandbox).run(arguments("swift", .starting)) { [sandbox] running in
      try await running.waitUntilItSays(Moment.starting.rawValue)
      try await sandbox.waitForProcesses(3)
      sent.withLock { $0 = .now }
      running.signal(SIGINT)
    }
    // A module has 15 s to listen, so this does not depend on the speed of the machine.
    #expect(ContinuousClock.now - sent.withLock { $0 } < .seconds(12))
  }

  @Test(
    "When pitfall is killed nothing keeps running, and the next start removes its temporary folders", arguments: moments
  )
  func leavesNoProcess(track: String, moment: Moment) async throws {
    let outcome = try await interrupt(track, at: moment, with: SIGKILL)
    #expect(outcome.exit == -SIGKILL)
    try await sandbox.waitForNoProcess()
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.temporary) != [])
    #expect(try await Pitfall(sandbox).run(["list"]).exit == 0)
    try expectNothingLeft(sandbox)
  }

  @Test(
    "A reader that goes away neither stops nor crashes it",
    arguments: [
      ("\"$pitfall\" show 01 | head -1", 0, "# Blocking operations in async endpoints"),
      ("\"$pitfall\" verify 01 --check contract | head -1", 0, "✔ contract     Every route returns what it promises"),
      (
        "\"$pitfall\" verify 01 --check rendezvous --module \(Products.project)/Lessons/01-blocking/swift 2>&1 | head -1",
        1,
        "compiling the module"
      ),
      ("\"$pitfall\" verify 99 2>&1 | true", 64, ""),
      ("\"$pitfall\" verify 01 --check contract >&- 2>&- | true", 69, ""),
      ("\"$pitfall\" verify 01 --check rendezvous >/dev/full 2>/dev/full | true", 69, ""),
    ])
  func survivesReaders(line: String, exit: Int32, output: String) async throws {
    let outcome = try await Pitfall(sandbox).shell(line + "; echo ${PIPESTATUS[0]}")
    if outcome.output.hasSuffix("75\n") { try BusyMachine.excuse(outcome.output) }
    #expect(outcome.output == (output.isEmpty ? "" : output + "\n") + "\(exit)\n")
    #expect(!outcome.isCrash, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }
}

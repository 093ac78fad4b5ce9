import Foundation
import TestSupport
import Testing

@Suite("verify", .timeLimit(.minutes(30)))
struct VerifyTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func verify(_ arguments: [String]) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(["verify", "01"] + arguments)
    try expectNothingLeft(sandbox)
    return outcome
  }

  private func fix(_ track: String) -> [String] {
    ["--track", track, "--module", "\(Products.project)/Solutions/01-blocking/\(track)/async-client"]
  }

  @Test("The broken module fails exactly the checks that the lesson names", arguments: ["swift", "fastapi"])
  func judgesBroken(track: String) async throws {
    let outcome = try await verify(["--track", track, "--json"])
    #expect(outcome.exit == 1)
    let report: Report = try outcome.decode()
    #expect(report.failed == ["loop", "order", "rendezvous"])
    #expect(report.verdict == "fail")
    #expect(report.track == track)
    #expect(report.checks.map(\.id) == ["contract", "rendezvous", "loop", "order", "patience"])
    #expect(report.score == Report.Score(points: 2, of: 11))
    #expect(report.checks.allSatisfy { ($0.verdict == "fail") != $0.next.isEmpty })
  }

  @Test("A fix passes every check", arguments: ["swift", "fastapi"])
  func judgesFix(track: String) async throws {
    let outcome = try await verify(fix(track) + ["--json"])
    #expect(outcome.exit == 0)
    let report: Report = try outcome.decode()
    #expect(report.failed == [])
    #expect(report.verdict == "pass")
    #expect(report.score == Report.Score(points: 11, of: 11))
    // The one that watches the others has no time of its own.
    #expect(report.checks.filter { $0.duration == nil }.map(\.id) == ["loop"])
    #expect(report.checks.allSatisfy { $0.duration ?? 1 > 0 })
  }

  @Test(
    "A module that serves only /ping gets no points, also not because nothing that it serves blocks",
    arguments: ["swift", "fastapi"])
  func judgesPingAlone(track: String) async throws {
    let module = try sandbox.module(
      track,
      track == "swift"
        ? "import LessonKit\n\nlet app = App()\napp.get(\"/ping\") { _ in .json([\"message\": \"pong\"]) }\ntry await app.run()\n"
        : "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/ping\")\nasync def ping():\n"
          + "    return {\"message\": \"pong\"}\n")
    let report: Report = try await verify(["--track", track, "--module", module, "--json"]).decode()
    #expect(report.failed == ["contract", "loop", "order", "patience", "rendezvous"])
    #expect(report.score == Report.Score(points: 0, of: 11))
    let loop = report.checks.first { $0.id == "loop" }
    #expect(loop?.measured.hasPrefix("all checks during which it was watched failed (contract, ") == true)
    #expect(loop?.next == "First serve the requests of contract: it says what is wrong with them.")
  }

  @Test(
    "A bonus that is checked alone decides the exit code",
    arguments: [("http-middleware", 1), ("pure-asgi", 0)] as [(String, Int32)])
  func judgesBonusAlone(fix: String, exit: Int32) async throws {
    let module = "\(Products.project)/Solutions/05-middleware/fastapi/\(fix)"
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "05", "--track", "fastapi", "--module", module, "--check", "truncation"])
    #expect(outcome.exit == exit, "\(outcome.output)")
    try expectNothingLeft(sandbox)
  }

  @Test("The text says of each failed check what was expected and measured, how to reproduce it, and what to do next")
  func explains() async throws {
    let outcome = try await verify(["--seed", "4711"])
    #expect(outcome.exit == 1)
    for label in ["expected", "measured", "by hand", "again", "next"] {
      #expect(
        outcome.output.split(separator: "\n").count { $0.hasPrefix("  \(label) ") } == (label == "measured" ? 5 : 3))
    }
    #expect(outcome.output.contains("✔ contract     Every route returns what it promises\n"))
    #expect(outcome.output.contains("✘ rendezvous   Requests wait for the upstream concurrently\n"))
    #expect(outcome.sentences.contains("never more than 1 of 4 calls in flight"))
    #expect(outcome.output.contains("01-blocking, swift: fail, 2 of 5 checks, 2 of 11 points, "))
    #expect(outcome.output.hasSuffix(" s, seed 4711\n"))
    #expect(outcome.errors.contains("compiling the module\n"))
  }

  @Test("For the learner's own copy it shows everything, then before and after, and what to do next")
  func judgesOwn() async throws {
    func run(_ words: String...) async throws -> Outcome {
      let outcome = try await Pitfall(sandbox).run(words)
      try expectNothingLeft(sandbox)
      return outcome
    }
    let program = try Products.path("pitfall")
    let own = "Your copy: workspace/01-blocking/swift/main.swift\n"
    let started = try await run("start", "01")
    #expect(started.exit == 0)
    let failed = try await run("verify")
    #expect(failed.exit == 1)
    #expect(failed.errors.hasPrefix(own + "compiling the module\n"), "\(failed.errors)")
    for label in ["expected", "by hand", "again", "next"] {
      #expect(failed.output.split(separator: "\n").count { $0.hasPrefix("  \(label) ") } == 3, "\(failed.output)")
    }
    let parts = [
      "✔ contract     ", "✘ rendezvous   ", "✘ loop         ", "✘ order        ", "✔ patience     ",
      "A client requests /ping while slow requests are in progress:\nbefore ", "before  now\n",
      "rendezvous  fail    fail   ", "01-blocking, swift: fail, 2 of 5 checks, 2 of 11 points, ",
    ]
    let places = parts.map { failed.output.range(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self).sorted() == places, "\(failed.output)")
    #expect(
      failed.sentences.hasSuffix(" Next: \(program) edit, then verify again. Stuck? Type diagnose or hint."),
      "\(failed.output)")
    #expect(try await run("apply", "async-client").exit == 0)
    let one = try await run("verify", "--check", "rendezvous")
    #expect(one.exit == 0)
    #expect(one.output.hasSuffix("\nNext: \(program) verify\n"), "\(one.output)")
    let passed = try await run("verify")
    #expect(passed.exit == 0)
    #expect(passed.errors.hasPrefix(own))
    #expect(
      passed.sentences.hasSuffix(
        " Passed. Type `\(program) next` to continue, or `\(program) solution` to compare your fix with others."),
      "\(passed.output)")
    // A module that is given by its path is not the learner's own.
    let named = try await verify(fix("swift") + ["--check", "contract"])
    #expect(named.errors.hasPrefix("compiling the module\n"), "\(named.errors)")
    #expect(!named.output.contains("Next: ") && !named.output.contains("before  now"), "\(named.output)")
  }

  @Test("The text for a fix is one line for each check with its measurement")
  func praises() async throws {
    let outcome = try await verify(fix("swift"))
    #expect(outcome.exit == 0)
    #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("✔ ") } == 5)
    #expect(outcome.output.contains("01-blocking, swift: pass, 5 of 5 checks, 11 of 11 points, "))
    #expect(!outcome.output.contains("  next "))
  }

  @Test(
    "--check judges one check alone, also one that watches the traffic of others",
    arguments: [("rendezvous", 1), ("loop", 1), ("order", 1), ("contract", 0)])
  func judgesOneCheck(check: String, exit: Int32) async throws {
    let outcome = try await verify(["--check", check, "--json"])
    #expect(outcome.exit == exit)
    let report: Report = try outcome.decode()
    #expect(report.checks.map(\.id) == [check])
    #expect(report.score == Report.Score(points: exit == 0 ? 1 : 0, of: check == "contract" ? 1 : 3))
  }

  @Test("A single file is a module too", arguments: ["swift", "fastapi"])
  func judgesFile(track: String) async throws {
    let name = track == "swift" ? "main.swift" : "main.py"
    let text = try String(contentsOfFile: "\(Products.project)/Lessons/01-blocking/\(track)/\(name)", encoding: .utf8)
    let file = try sandbox.write(text, to: track == "swift" ? "mine.swift" : "mine.py")
    let outcome = try await verify(["--track", track, "--module", file, "--check", "contract"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("01-blocking, \(track): pass, 1 of 1 checks, 1 of 1 points, "))
  }

  @Test(
    "Without a command it greets, shows the damage in the track that is asked for, and says what to type next",
    arguments: [([], ""), (["welcome"], ""), (["welcome", "--track", "fastapi"], " --track fastapi")])
  func greets(arguments: [String], track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(arguments)
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("Broken: contract pass, rendezvous fail, loop fail, order fail, patience pass\n"))
    #expect(outcome.output.contains("Fixed: contract pass, rendezvous pass, loop pass, order pass, patience pass\n"))
    #expect(outcome.output.contains("Next: \(try Products.path("pitfall")) start 01-blocking\(track)\n"))
    try expectNothingLeft(sandbox)
  }
}

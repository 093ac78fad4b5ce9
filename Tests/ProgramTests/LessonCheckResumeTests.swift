import Foundation
import TestSupport
import Testing

@Suite("An interrupted check of lessons", .timeLimit(.minutes(30)))
struct LessonCheckResumeTests {
  private let sandbox: Sandbox
  private let lesson: String

  init() throws {
    sandbox = try Sandbox()
    lesson = try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
  }

  /// Three swift modules, two fixes and a decoy, one after another, because other tests judge at the same time.
  private var arguments: [String] {
    [
      "lesson", "check", "01", "--lessons", sandbox.path + "/Lessons", "--track", "swift", "--only", "async",
      "--journal", "journal.jsonl", "--times", "2", "--jobs", "1",
    ]
  }

  /// Sends the signal once two runs are finished, when others are in progress.
  private func cutOff(by signal: Int32) async throws -> Outcome {
    try await Pitfall(sandbox).run(arguments + ["--jobs", "2"]) { running in
      try await running.waitUntilItSays("2 of 6 runs")
      running.signal(signal)
    }
  }

  /// The table without the times, and without the blanks that align them.
  private func withoutTimes(_ outcome: Outcome) -> String {
    outcome.output.replacing(#/[0-9]+\.[0-9]{2}/#, with: "0.00").replacing(#/ +/#, with: " ")
  }

  private func kept() throws -> Int {
    try String(contentsOfFile: sandbox.path + "/journal.jsonl", encoding: .utf8).split(separator: "\n").count
  }

  @Test("Ctrl-C ends it in order, says how to resume, and the finished runs are reused")
  func resumes() async throws {
    let cut = try await cutOff(by: SIGINT)
    #expect(cut.exit == 130)
    #expect(cut.output == "")
    try expectNothingLeft(sandbox)
    let count = try kept()
    #expect((2...5).contains(count))
    #expect(cut.errors.contains("\n\(count) of 6 runs are kept; go on with: "), "\(cut.errors)")
    #expect(
      cut.errors.hasSuffix(
        " lesson check 01 --track swift --times 2 --only async --journal journal.jsonl --resume"
          + " --lessons \(sandbox.path)/Lessons\npitfall: interrupted\n"), "\(cut.errors)")

    let resumed = try await Pitfall(sandbox).run(arguments + ["--resume"])
    #expect(resumed.exit == 0)
    #expect(resumed.errors.hasPrefix("\(count) of 6 runs are taken over.\n\(count) of 6 runs, "))
    let whole = try await Pitfall(sandbox).run(arguments)
    #expect(!whole.errors.contains("taken over"))
    #expect(withoutTimes(resumed) == withoutTimes(whole))
    #expect(try kept() == 6)
  }

  @Test("It resumes after kill -9 too; what was changed since is judged anew")
  func survivesKill() async throws {
    #expect(try await cutOff(by: SIGKILL).exit == -SIGKILL)
    try await sandbox.waitForNoProcess()
    let count = try kept()
    #expect((2...5).contains(count))
    let resumed = try await Pitfall(sandbox).run(arguments + ["--resume"])
    #expect(resumed.errors.hasPrefix("\(count) of 6 runs are taken over.\n"))
    #expect(resumed.exit == 0)
    try expectNothingLeft(sandbox)

    // A fix in place of a decoy, which would go unnoticed without a new judgement.
    let decoy = lesson + "/decoys/swift/async-wrapper/main.swift"
    try FileManager.default.removeItem(atPath: decoy)
    try FileManager.default.copyItem(
      atPath: sandbox.path + "/Solutions/01-blocking/swift/async-client/main.swift", toPath: decoy)
    let changed = try await Pitfall(sandbox).run(arguments + ["--resume"])
    #expect(changed.errors.hasPrefix("4 of 6 runs are taken over.\n"))
    #expect(changed.exit == 1)
    #expect(
      changed.output.contains("BAD 01-blocking swift decoy async-wrapper: expected loop, order, rendezvous, seen none"))

    // An unexpected verdict is reused as well, with its report.
    let again = try await Pitfall(sandbox).run(arguments + ["--resume"])
    #expect(again.errors.hasPrefix("6 of 6 runs are taken over.\n"))
    #expect(again.exit == 1)
    #expect(again.output == changed.output)
  }

  @Test("Two concurrent checks share a journal and lose nothing")
  func isShared() async throws {
    let (sandbox, arguments) = (sandbox, arguments)
    async let fixes = Pitfall(sandbox).run(arguments.map { $0 == "async" ? "async-client" : $0 })
    async let decoys = Pitfall(sandbox).run(arguments.map { $0 == "async" ? "async-wrapper" : $0 })
    for outcome in try await [fixes, decoys] { #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)") }
    #expect(try kept() == 4)
    let resumed = try await Pitfall(sandbox).run(arguments + ["--resume"])
    #expect(resumed.errors.hasPrefix("4 of 6 runs are taken over.\n"))
    try expectNothingLeft(sandbox)
  }
}

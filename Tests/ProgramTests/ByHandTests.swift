import Foundation
import Synchronization
import TestSupport
import Testing

/// A report says of each check how to see by hand what it measured: in one terminal `run --as CHECK`, in another a line
/// to paste.
@Suite("By hand: the line of each check that the broken module fails", .timeLimit(.minutes(30)))
struct ByHandTests {
  private struct Case: CustomTestStringConvertible {
    let lesson: String
    let track: String

    var broken: String { "\(Products.project)/Lessons/\(lesson)/\(track)" }
    var fixes: [String] {
      let folder = "\(Products.project)/Solutions/\(lesson)/\(track)"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.sorted().map { "\(folder)/\($0)" }
    }
    var testDescription: String { "\(lesson), \(track)" }

    static let all = ((try? FileManager.default.contentsOfDirectory(atPath: Products.project + "/Lessons")) ?? [])
      .sorted().flatMap { lesson in ["swift", "fastapi"].map { Case(lesson: lesson, track: $0) } }
  }

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  @Test("runs as it stands, and shows on the broken module what it does not show on a fix", arguments: Case.all)
  private func shows(of lesson: Case) async throws {
    let report = try await self.report(on: lesson.broken, lesson)
    let fix = try await self.fix(of: lesson)
    #expect(report.checks.contains { $0.verdict == "fail" && $0.reproduce != "" })
    for check in report.checks where check.verdict == "fail" {
      guard check.reproduce != "" else { continue }
      func output(of module: String, times: Int) async throws -> (shells: [ByHandOutput], logsErrors: Bool) {
        let words = ["run", lesson.lesson, "--track", lesson.track, "--module", module, "--port", "0"]
        return try await self.output(
          of: check.reproduce, words + ["--as", check.id, "--seed", "\(report.seed)"], times: times)
      }
      let broken = try await output(of: lesson.broken, times: 1)
      let fixed = try await output(of: fix, times: 3)
      // Otherwise anything could be the difference.
      for shell in fixed.shells { #expect(shell.words == fixed.shells.first?.words, "\(check.id): \(check.reproduce)") }
      let quickest = fixed.shells.dropFirst().reduce(fixed.shells.first) { $0?.quickest(with: $1) }
      // What a check reads in the log shows in the terminal of `run`.
      let isLogged = check.id == "quiet" && broken.logsErrors && !fixed.logsErrors
      #expect(isLogged || broken.shells.first != quickest, "\(check.id): \(check.reproduce)")
    }
    try expectNothingLeft(sandbox)
  }

  private func report(on module: String, _ lesson: Case) async throws -> Report {
    let words = ["verify", lesson.lesson, "--track", lesson.track, "--module", module, "--json"]
    return try await Pitfall(sandbox).run(words).decode()
  }

  /// One that passes the bonus checks, too.
  private func fix(of lesson: Case) async throws -> String {
    for fix in lesson.fixes where try await report(on: fix, lesson).failed == [] { return fix }
    throw Unexpected("no fix of \(lesson) passes all checks")
  }

  /// What the line prints in a shell that has the variables which `run` offers, and whether `run` prints of errors.
  private func output(
    of line: String, _ words: [String], times: Int
  ) async throws -> (shells: [ByHandOutput], logsErrors: Bool) {
    let outputs = Mutex<[ByHandOutput]>([])
    let outcome = try await Pitfall(sandbox).run(words) { running in
      let export = try await running.waitUntilItSays("export URL")
      for _ in 1...times {
        let shell = try await Tool.system("bash").run(["-c", "\(export)\n\(line)"])
        outputs.withLock { $0.append(ByHandOutput(shell.output + shell.errors)) }
      }
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0, "\(outcome.errors)")
    return (outputs.withLock { $0 }, outcome.output.contains("Traceback (most recent call last)"))
  }
}

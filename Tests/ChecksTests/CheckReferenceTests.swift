import Checks
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

@Suite("The reference of all kinds of checks", .timeLimit(.minutes(10)))
struct CheckReferenceTests {
  @Test("Documentation/Checks.md matches what the kinds say about themselves; `make documents` refreshes it")
  func isCurrent() throws {
    let file = try String(contentsOfFile: Products.project + "/Documentation/Checks.md", encoding: .utf8)
    #expect(file == CheckReference.text + "\n")
  }

  @Test("Each kind declares exactly the parameters that it reads", arguments: try Self.shippedChecks())
  func declaresParameters(check: NamedCheck) throws {
    let kind = try #require(CheckRegistry.all.first { $0.name == check.check.probe.value })
    var fields = try ManifestFields(check.check.parameters, "the check")
    _ = try kind.init(&fields)
    let asked = Set(fields.asked)
    #expect(asked.subtracting(kind.parameters.flatMap(\.keys)) == [], "read, and not declared")
    // One key of "get or post" is enough.
    #expect(kind.parameters.filter { asked.isDisjoint(with: $0.keys) }.map(\.name) == [], "declared, and not read")
  }

  @Test("The lessons use every kind, so that each one was compared")
  func comparesAll() throws {
    #expect(Set(try Self.shippedChecks().map(\.check.probe.value)) == Set(CheckRegistry.all.map { $0.name }))
  }

  struct NamedCheck: Sendable, CustomTestStringConvertible {
    let lesson: String
    let check: Check

    var testDescription: String { "\(lesson) \(check.id)" }
  }

  private static func shippedChecks() throws -> [NamedCheck] {
    try Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts).lessons().flatMap { lesson in
      lesson.checks.map { NamedCheck(lesson: lesson.id, check: $0) }
    }
  }
}

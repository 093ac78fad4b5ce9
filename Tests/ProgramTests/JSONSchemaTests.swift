import Foundation
import TestSupport
import Testing

@Suite("verify --json", .timeLimit(.minutes(30)))
struct JSONSchemaTests {
  private static let tracks = ["swift", "fastapi"]

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// The report on a module, which must match the schema.
  private func report(_ lesson: String, _ track: String, module: String) async throws -> Report {
    let outcome = try await Pitfall(sandbox).run(["verify", lesson, "--json", "--track", track, "--module", module])
    #expect(try await ReportSchema.errors(in: outcome.output) == "", "\(outcome.output)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  @Test("The report on a fix matches the schema", arguments: tracks)
  func fitsFix(track: String) async throws {
    let module = "\(Products.project)/Solutions/01-blocking/\(track)/async-client"
    #expect(try await report("01-blocking", track, module: module).verdict == "pass")
  }

  @Test("The report on parameters that callers can send matches the schema")
  func fitsQueryParameters() async throws {
    let module = "\(Products.project)/Lessons/02-dependencies/decoys/fastapi/without-depends"
    #expect(try await report("02-dependencies", "fastapi", module: module).failed == ["patience", "schema", "value"])
  }

  @Test("The report on a module that does not start has one check, and matches the schema", arguments: tracks)
  func fitsStartFailure(track: String) async throws {
    let report = try await report("01-blocking", track, module: sandbox.module(track, "("))
    #expect(report.verdict == "fail")
    #expect(report.checks.map(\.id) == ["starts"])
  }
}

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

  @Test("A report says what was judged, as sha256sum and the clock would")
  func provenance() async throws {
    let module = try sandbox.module("fastapi", "(")
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "01", "--json", "--track", "fastapi", "--module", module])
    let report = try outcome.decode(Report.self)
    let provenance = try #require(report.provenance)
    let file = try String(contentsOfFile: module + "/main.py", encoding: .utf8)
    let sum = try await Tool.system("sha256sum").run([], input: Array(file.utf8)).output.prefix(64)
    #expect(provenance.files == ["main.py": String(sum)])
    #expect(module.hasSuffix(provenance.path) || provenance.path.hasSuffix(module))
    let began = try Date(provenance.began, strategy: .iso8601)
    #expect(abs(began.timeIntervalSinceNow) < 600)
    #expect(provenance.versions.keys.sorted() == ["fastapi", "kernel", "pitfall", "python", "uvicorn"])
    let swift = try await self.report("01-blocking", "swift", module: sandbox.module("swift", "(")).provenance
    #expect(swift?.versions["swift"]?.hasPrefix("Swift version ") == true)
  }

  @Test(
    "There is an object for every error, with the sentence and the exit code, and it matches the schema",
    arguments: [
      ["verify", "01", "--json", "--module", "no/such/folder"], ["verify", "--json", "99"], ["verify", "--json"],
      ["verify", "01", "--json", "--bogus"], ["verify", "01", "--json", "--seed", "x"],
      ["--plain", "v", "01", "--json", "--track", "cobol"], ["verify", "01", "--json", "--check", "no-such-check"],
      ["verify", "01", "--json", "--format", "junit"],
    ])
  func fitsErrors(words: [String]) async throws {
    let outcome = try await Pitfall(sandbox).run(words)
    #expect(outcome.exit == 64)
    #expect(try await ReportSchema.errors(in: outcome.output) == "", "\(outcome.output)")
    let failure = try outcome.decode(ReportFailure.self)
    #expect(failure.verdict == "error" && failure.error.exitCode == 64)
    #expect(outcome.errors.contains(failure.error.message))
  }

  @Test(
    "Without --json, and for help, there is no object", arguments: [["verify", "99"], ["verify", "--json", "--help"]])
  func noObject(words: [String]) async throws {
    #expect(try await !Pitfall(sandbox).run(words).output.contains("\"verdict\""))
  }

  @Test("verify writes the formats of graders' tools", arguments: ["junit", "gradescope", "csv", "html"])
  func formats(format: String) async throws {
    let module = try sandbox.module("fastapi", "(")
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "01", "--format", format, "--track", "fastapi", "--module", module])
    #expect(outcome.exit == 1)
    let start = [
      "junit": "<?xml version", "gradescope": "{\"execution_time\"", "csv": "\u{FEFF}submission,",
      "html": "<!doctype html>",
    ]
    #expect(outcome.output.hasPrefix(start[format] ?? "?"))
    #expect(outcome.output.contains("starts") || format == "csv" || format == "html")
  }

  @Test("An unknown format ends with 64 and the known ones")
  func unknownFormat() async throws {
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--format", "xml"])
    #expect(outcome.exit == 64 && outcome.output == "")
    #expect(outcome.errors.contains("There is no format 'xml'. Choose gradescope, prairielearn, junit"))
  }
}

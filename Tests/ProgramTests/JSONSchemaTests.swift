import TestSupport
import Testing

@Suite("verify --json")
struct JSONSchemaTests {
  enum Module: String, CaseIterable {
    case broken, fix, without
  }

  @Test("What it prints is as the schema says", arguments: ["swift", "fastapi"], Module.allCases)
  func fitsSchema(track: String, module: Module) async throws {
    let sandbox = try Sandbox()
    let path =
      switch module {
      case .broken: "\(Products.project)/Lessons/01-blocking/\(track)"
      case .fix: "\(Products.project)/Solutions/01-blocking/\(track)/async-client"
      // It does not start: one check, of another kind.
      case .without: try sandbox.module(track, "(")
      }
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--json", "--track", track, "--module", path])
    let report: Report = try outcome.decode()
    #expect(report.verdict == (module == .fix ? "pass" : "fail"))
    #expect((report.checks.map(\.id) == ["starts"]) == (module == .without))
    let validation = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.validate(json.load(sys.stdin), schema)
      """
    let schema = "\(Products.project)/Documentation/report.schema.json"
    let check = try await Tool.python().run(["-c", validation, schema], input: Array(outcome.output.utf8))
    #expect(check.status == 0, "\(check.errors)")
    try expectNothingLeft(sandbox)
  }
}

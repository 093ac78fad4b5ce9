import Foundation
import TestSupport
import Testing

@Suite("verify --json", .timeLimit(.minutes(30)))
struct JSONSchemaTests {
  private static let tracks = ["swift", "fastapi"]
  private static let lessons =
    ((try? FileManager.default.contentsOfDirectory(atPath: Products.project + "/Lessons")) ?? []).sorted()

  /// Prints the schema's errors for a report, one a line, and each place where the schema would accept an unknown
  /// field.
  /// field that it does not know.
  private static let validation = """
    import copy, json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    report = json.load(sys.stdin)
    for error in validator.iter_errors(report):
        print(error.json_path, error.message.replace("\\n", " "))
    def objects(value, path=()):
        if isinstance(value, dict):
            yield path
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, (dict, list)):
                yield from objects(part, path + (key,))
    for path in objects(report):
        changed = copy.deepcopy(report)
        place = changed
        for key in path:
            place = place[key]
        place["surplus"] = "a text"
        if validator.is_valid(changed):
            print("$", *path, "may have unknown fields")
    """

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// The report on a module, which must match the schema.
  private func report(_ lesson: String, _ track: String, module: String) async throws -> Report {
    let outcome = try await Pitfall(sandbox).run(["verify", lesson, "--json", "--track", track, "--module", module])
    let schema = "\(Products.project)/Documentation/report.schema.json"
    let check = try await Tool.python().run(["-c", Self.validation, schema], input: Array(outcome.output.utf8))
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output == "", "\(outcome.output)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  @Test("The report on a broken module matches the schema", arguments: lessons, tracks)
  func fitsBroken(lesson: String, track: String) async throws {
    let report = try await report(lesson, track, module: "\(Products.project)/Lessons/\(lesson)/\(track)")
    #expect(report.verdict == "fail")
  }

  @Test("The report on a fix matches the schema", arguments: tracks)
  func fitsFix(track: String) async throws {
    let module = "\(Products.project)/Solutions/01-blocking/\(track)/async-client"
    #expect(try await report("01-blocking", track, module: module).verdict == "pass")
  }

  @Test("The report on parameters that callers can send matches the schema")
  func fitsQueryParameters() async throws {
    let module = "\(Products.project)/Lessons/02-dependencies/decoys/fastapi/without-depends"
    #expect(try await report("02-dependencies", "fastapi", module: module).failed == ["schema", "value"])
  }

  @Test("The report on a module that does not start has one check, and matches the schema", arguments: tracks)
  func fitsStartFailure(track: String) async throws {
    let report = try await report("01-blocking", track, module: sandbox.module(track, "("))
    #expect(report.verdict == "fail")
    #expect(report.checks.map(\.id) == ["starts"])
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Schemas of a lesson's files", .timeLimit(.minutes(30)))
struct LessonSchemaTests {
  private static func text(of lesson: String, _ file: String = "lesson.yaml") throws -> String {
    try String(contentsOfFile: "\(Products.project)/Lessons/\(lesson)/\(file)", encoding: .utf8)
  }

  /// The schema's errors for a text, one a line, each after its place.
  private static func errors(in text: String, _ schema: String = "lesson") async throws -> [Substring] {
    let validation = """
      import json, sys, jsonschema, yaml
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(sys.stdin)):
          print(error.json_path, error.message.replace("\\n", " "))
      """
    let check = try await Tool.python().run(
      [
        "-c", validation, "\(Products.project)/Documentation/\(schema).schema.json",
      ], input: Array(text.utf8))
    #expect(check.status == 0, "\(check.errors)")
    return check.output.split(separator: "\n")
  }

  @Test("Every lesson that ships fits the schema and points editors to it")
  func fitsEveryLesson() async throws {
    let folder = "\(Products.project)/Lessons"
    let lessons = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/lesson.yaml") }
    try #require(!lessons.isEmpty)
    for lesson in lessons {
      let manifest = try Self.text(of: lesson)
      #expect(
        manifest.hasPrefix("# yaml-language-server: $schema=../../Documentation/lesson.schema.json\n"), "\(lesson)")
      #expect(try await Self.errors(in: manifest) == [], "\(lesson)")
      let demo = try Self.text(of: lesson, "demo.yaml")
      #expect(demo.hasPrefix("# yaml-language-server: $schema=../../Documentation/demo.schema.json\n"), "\(lesson)")
      #expect(try await Self.errors(in: demo, "demo") == [], "\(lesson)")
    }
  }

  @Test(
    "A misspelt key, a wrong type, and a value out of range are each reported at their place",
    arguments: [
      ("title: Blocking", "titel: Blocking", "$ Additional properties are not allowed ('titel' was unexpected)"),
      ("during: [contract", "durign: [contract", "$.checks[2] Additional properties are not allowed ('durign' was"),
      ("    points: 3", "    points: three", "$.checks[1].points 'three' is not of type 'integer'"),
      ("    points: 3", "    points: 101", "$.checks[1].points 101 is greater than the maximum of 100"),
      ("price: number", "price: numeral", "$.upstream[0].reply {'price': 'numeral', 'nonce': 'text'} is not valid"),
      ("fails: [rendezvous, loop, order]", "fails: rendezvous", "$.broken.fails 'rendezvous' is not valid"),
      ("  swift:\n", "  Swift:\n", "$.fixes 'Swift' does not match '^[a-z0-9-]+$'"),
      ("- id: contract", "- id: starts", "$.checks[0].id 'starts' should not be valid under {'const': 'starts'}"),
    ])
  func reportsMistakes(right: String, wrong: String, error: String) async throws {
    var manifest = try Self.text(of: "01-blocking")
    let place = try #require(manifest.range(of: right))
    manifest.replaceSubrange(place, with: wrong)
    let errors = try await Self.errors(in: manifest)
    #expect(errors.contains { $0.hasPrefix(error) }, "\(errors)")
  }

  @Test(
    "In a demo, too",
    arguments: [
      ("  ask: ", "  aks: ", "$.question"), ("  answer: 2", "  answer: two", "$.question.answer"),
      ("kind: timeline", "kind: marathon", "$.race"),
      ("    fix: async-client", "    fixed: async-client", "$.tracks.swift"),
      ("at_ms: 300", "at_s: 300", "$.race"),
    ])
  func reportsMistakesInDemos(right: String, wrong: String, place: String) async throws {
    var demo = try Self.text(of: "01-blocking", "demo.yaml")
    demo.replaceSubrange(try #require(demo.range(of: right)), with: wrong)
    let errors = try await Self.errors(in: demo, "demo")
    #expect(errors.contains { $0.hasPrefix(place) }, "\(errors)")
  }
}

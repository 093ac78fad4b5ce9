internal import Base
internal import Foundation
package import Lessons
internal import Tracks

extension ManifestNode {
  /// Parses `yaml`.
  package init(yaml: String) throws {
    self = try Self.check(with: yaml).parameters
  }

  /// Parses the parameters as part of a lesson, because there is no other way to parse them.
  private static func check(with parameters: String) throws -> Check {
    let root = FileManager.default.temporaryDirectory.path + "/samples-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let module = root + "/Lessons/01-sample/swift"
    try FileManager.default.createDirectory(atPath: module, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: module + "/main.swift"))
    let manifest = """
      {format_version: 1, title: t, summary: s, broken: {fails: [a]},
      checks: [{id: a, title: t, next: n, probe: p, with: \(parameters)}]}
      """
    try Data(manifest.utf8).write(to: URL(fileURLWithPath: root + "/Lessons/01-sample/lesson.yaml"))
    return try Pack(directory: root + "/Lessons", tracks: [.swift, .fastapi]).lesson("1").checks[0]
  }
}

extension Check {
  package static func forTests(
    _ id: String, required: Bool = true, points: Int = 1, probe: String = "contract", during: [String] = [],
    alongside: Bool = false, parameters: ManifestNode? = nil
  ) -> Check {
    let place = SourceLine(file: "lesson.yaml", line: 9)
    return Check(
      id: id, title: "title of \(id)", isRequired: required, points: points, tracks: [.swift],
      probe: Located(value: probe, place: place), parameters: parameters ?? ManifestNode(empty: place), during: during,
      isAlongside: alongside, next: "next of \(id)")
  }
}

extension Lesson {
  package static func forTests(
    checks: [Check], upstream: [UpstreamRoute] = [], database: [DatabaseTable] = []
  ) -> Lesson {
    Lesson(
      id: "07-sample", directory: "/nowhere", title: "t", summary: "s", hints: [], upstream: upstream,
      database: database, checks: checks, modules: [])
  }
}

internal import Base
internal import Foundation
package import Lessons
internal import ModuleRuntime

/// Reads a class.yaml; every error names the file and line.
package struct ClassFile {
  private static let formatVersion = 1
  private let pack: Pack
  private let file: String

  package static func read(_ file: String, pack: Pack) throws -> ClassPlan {
    try ClassFile(pack: pack, file: file).plan()
  }

  private func plan() throws -> ClassPlan {
    var fields = try ManifestFields(.read(file, orElse: "cannot be read: a class is a YAML file"), "a class")
    try fields.formatVersion(Self.formatVersion)
    let deadline = try fields.optional("deadline").map { try Self.date($0, "'deadline'") }
    let lessons = try fields.required("lessons")
    let entries = try lessons.list("'lessons'")
    guard !entries.isEmpty else { throw ManifestError("'lessons' must name at least one lesson", at: lessons.place) }
    var plan = ClassPlan(try entries.map { try assignment($0, deadline) })
    for (index, entry) in entries.enumerated() {
      let id = plan.assignments[index].lesson.id
      if plan.assignments[..<index].contains(where: { $0.lesson.id == id }) {
        throw ManifestError("'\(id)' is named twice", at: entry.place)
      }
    }
    if let node = fields.optional("late_keeps") { plan.keptWhenLate = try Self.share(node) }
    if let node = fields.optional("require_tier") { plan.requiredTier = try Self.tier(node) }
    plan.allowed = try Self.patterns(fields.optional("allow"))
    plan.limit = .seconds(try fields.integer("seconds", in: 10...3600, default: 180))
    try fields.end()
    return plan
  }

  private func assignment(_ node: ManifestNode, _ deadline: Date?) throws -> ClassPlan.Assignment {
    var fields = try ManifestFields(node, "a lesson of the class")
    let name = try fields.required("lesson")
    let lesson: Lesson
    do {
      lesson = try pack.lesson(name.text("'lesson'"))
    } catch let error as PackError {
      throw ManifestError("\(error)", at: name.place)
    }
    let tracks = try fields.optional("tracks").map { try self.tracks($0, lesson) }
    var points = try self.points(fields.optional("points"), "points", lesson.checks.filter(\.isRequired), lesson)
    points.merge(
      try self.points(fields.optional("bonus"), "bonus", lesson.checks.filter { !$0.isRequired }, lesson)
    ) { first, _ in
      first
    }
    let own = try fields.optional("deadline").map { try Self.date($0, "'deadline'") }
    try fields.end()
    return ClassPlan.Assignment(
      lesson: lesson, tracks: tracks ?? lesson.tracks, needsAllTracks: tracks != nil, points: points,
      deadline: own ?? deadline)
  }

  private func tracks(_ node: ManifestNode, _ lesson: Lesson) throws -> [Track] {
    let entries = try node.list("'tracks'")
    guard !entries.isEmpty else { throw ManifestError("'tracks' must name at least one track", at: node.place) }
    return try entries.map { entry in
      let name = try entry.text("a track")
      guard let track = lesson.tracks.first(where: { $0.rawValue == name }) else {
        throw ManifestError(
          "\(lesson.id) has no track '\(name)': \(lesson.tracks.map(\.rawValue).alternatives)", at: entry.place)
      }
      return track
    }
  }

  private func points(
    _ node: ManifestNode?, _ key: String, _ checks: [Check], _ lesson: Lesson
  ) throws -> [String: Double] {
    guard let node else { return [:] }
    guard case .fields(let pairs) = node.value else {
      throw ManifestError("'\(key)' must be a mapping of checks to numbers", at: node.place)
    }
    var points: [String: Double] = [:]
    for (id, value) in pairs {
      guard checks.contains(where: { $0.id == id.value }) else {
        let kind = key == "bonus" ? "bonus check" : "required check"
        let known = checks.isEmpty ? "it has none" : checks.map(\.id).joined(separator: ", ")
        throw ManifestError("\(lesson.id) has no \(kind) '\(id.value)': \(known)", at: id.place)
      }
      let number = try value.convert("'\(id.value)' in '\(key)'", to: Double.self, named: "a number")
      guard number.isFinite, (0...1000).contains(number) else {
        throw ManifestError("'\(id.value)' in '\(key)' must be between 0 and 1000, but is \(number)", at: value.place)
      }
      points[id.value] = number
    }
    return points
  }

  private static func date(_ node: ManifestNode, _ what: String) throws -> Date {
    let text = try node.text(what)
    guard let date = try? Date(text, strategy: .iso8601) else {
      throw ManifestError(
        "\(what) must be a time with its zone, such as 2026-11-30T23:59:00+01:00, but is '\(text)'", at: node.place)
    }
    return date
  }

  private static func share(_ node: ManifestNode) throws -> Double {
    let text = try node.text("'late_keeps'")
    guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) else {
      throw ManifestError("'late_keeps' must be a percentage, such as 50%, but is '\(text)'", at: node.place)
    }
    return percent / 100
  }

  private static func tier(_ node: ManifestNode) throws -> IsolationTier {
    let text = try node.text("'require_tier'")
    guard let tier = IsolationTier(rawValue: text) else {
      let known = IsolationTier.allCases.map(\.rawValue)
      throw ManifestError("'require_tier' must be \(known.alternatives), but is '\(text)'", at: node.place)
    }
    return tier
  }

  private static func patterns(_ node: ManifestNode?) throws -> [String] {
    try node?.list("'allow'").map { entry in
      let text = try entry.text("an entry of 'allow'")
      guard !text.isEmpty, !text.contains("/"), !text.hasPrefix("-"), text == text.harmless else {
        throw ManifestError(
          "an entry of 'allow' must be the name of a file, in which * stands for anything, but is '\(text)'",
          at: entry.place)
      }
      return text
    } ?? []
  }
}

internal import Base
internal import Foundation

/// Reads which modules a lesson ships, and finds each on disk.
struct ShippedModuleReader {
  let directory: String
  let solutions: String
  let checks: [Check]
  private(set) var modules: [ShippedModule] = []

  init(directory: String, solutions: String, checks: [Check]) {
    self.directory = directory
    self.solutions = solutions
    self.checks = checks
  }

  mutating func read(_ fields: inout ManifestFields) throws {
    try readBroken(try fields.required("broken"))
    try readByTrack(fields.optional("fixes"), .fix)
    try readByTrack(fields.optional("decoys"), .decoy)
    for node in try fields.optional("variants")?.list("'variants'") ?? [] {
      try readVariant(node)
    }
  }

  /// The broken module has the folder of its track; a lesson may leave a track out.
  private mutating func readBroken(_ node: ManifestNode) throws {
    var fields = try ManifestFields(node, "'broken'")
    let fails = try fields.required("fails")
    try fields.end()
    let tracks = Track.allCases.filter { isFile("\(directory)/\($0.rawValue)/\($0.mainFile)") }
    guard !tracks.isEmpty else {
      throw ManifestError("the lesson has no module: neither swift/main.swift nor fastapi/main.py", at: node.place)
    }
    for track in tracks {
      modules.append(
        ShippedModule(
          kind: .broken, name: "broken", track: track, path: "\(directory)/\(track.rawValue)",
          fails: try failing(list(fails, for: track), track), note: ""))
    }
  }

  private mutating func readByTrack(_ node: ManifestNode?, _ kind: ShippedModule.Kind) throws {
    guard let node else { return }
    guard case .fields(let tracks) = node.value else {
      throw ManifestError("must be a mapping of tracks to lists", at: node.place)
    }
    for (key, list) in tracks {
      guard let track = Track(rawValue: key.value) else {
        throw ManifestError("there is no track '\(key.value)': swift or fastapi", at: key.place)
      }
      for entry in try list.list("'\(key.value)'") {
        var fields = try ManifestFields(entry, "a \(kind.rawValue)")
        let name = try fields.text("name")
        let path =
          kind == .fix ? "\(solutions)/\(track.rawValue)/\(name)" : "\(directory)/decoys/\(track.rawValue)/\(name)"
        let fails = try kind == .fix ? failingOfFix(&fields, track) : failing(fields.required("fails"), track)
        let note = try fields.text(kind == .fix ? "summary" : "why")
        try fields.end()
        try add(kind, name, track, path, fails, note, entry.place)
      }
    }
  }

  private mutating func readVariant(_ node: ManifestNode) throws {
    var fields = try ManifestFields(node, "a variant")
    let name = try fields.text("name")
    let track = try Track(node: try fields.required("track"))
    let fails = try failing(fields.required("fails"), track, mayBeEmpty: true)
    let note = try fields.text("why")
    try fields.end()
    try add(.variant, name, track, "\(directory)/\(name)", fails, note, node.place)
  }

  private mutating func add(
    _ kind: ShippedModule.Kind, _ name: String, _ track: Track, _ path: String, _ fails: Set<String>,
    _ note: String, _ place: SourceLine
  ) throws {
    guard isFile("\(path)/\(track.mainFile)") else {
      throw ManifestError("the \(kind.rawValue) '\(name)' has no file \(path)/\(track.mainFile)", at: place)
    }
    modules.append(
      ShippedModule(kind: kind, name: name, track: track, path: path, fails: fails, note: note))
  }

  /// One list for all tracks, or a mapping of each track to its own.
  private func list(_ node: ManifestNode, for track: Track) throws -> ManifestNode {
    guard case .fields = node.value else { return node }
    var fields = try ManifestFields(node, "'fails'")
    let lists = try Track.allCases.map { (track: $0, list: try fields.required($0.rawValue)) }
    try fields.end()
    return lists.first { $0.track == track }?.list ?? node
  }

  /// A fix may leave a bonus to be earned, and nothing else.
  private func failingOfFix(_ fields: inout ManifestFields, _ track: Track) throws -> Set<String> {
    guard let node = fields.optional("fails") else { return [] }
    let failing = try failing(node, track)
    if let required = checks.first(where: { $0.isRequired && failing.contains($0.id) }) {
      throw ManifestError("a fix fails no required check, as '\(required.id)' is", at: node.place)
    }
    return failing
  }

  private func failing(_ node: ManifestNode, _ track: Track, mayBeEmpty: Bool = false) throws -> Set<String> {
    let entries = try node.list("'fails'")
    guard mayBeEmpty || !entries.isEmpty else {
      throw ManifestError("'fails' must name at least one check", at: node.place)
    }
    return Set(
      try entries.map { entry in
        let id = try entry.text("an entry of 'fails'")
        guard let check = checks.first(where: { $0.id == id }) else {
          throw ManifestError("'fails' names no check of this lesson: '\(id)'", at: entry.place)
        }
        guard check.tracks.contains(track) else {
          throw ManifestError("'fails' names '\(id)', which the \(track.rawValue) track does not have", at: entry.place)
        }
        return id
      })
  }

  private func isFile(_ path: String) -> Bool {
    FileManager.default.isReadableFile(atPath: path)
  }
}

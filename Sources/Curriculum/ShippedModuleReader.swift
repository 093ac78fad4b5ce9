internal import Foundation

/// Reads which modules a lesson ships, and finds each on disk.
struct ShippedModuleReader {
  let directory: String
  let solutions: String
  let checks: Set<String>
  private(set) var modules: [ShippedModule] = []

  init(directory: String, solutions: String, checks: Set<String>) {
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
    let fails = try failing(&fields)
    try fields.end()
    let tracks = Track.allCases.filter { isFile("\(directory)/\($0.rawValue)/\($0.mainFile)") }
    guard !tracks.isEmpty else {
      throw ManifestError("the lesson has no module: neither swift/main.swift nor fastapi/main.py", at: node.place)
    }
    for track in tracks {
      modules.append(
        ShippedModule(
          kind: .broken, name: "broken", track: track, path: "\(directory)/\(track.rawValue)", fails: fails, note: ""))
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
        let fails = kind == .fix ? [] : try failing(&fields)
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
    let fails = try failing(&fields, mayBeEmpty: true)
    let note = try fields.text("why")
    try fields.end()
    try add(.variant, name, track, "\(directory)/\(name)", fails, note, node.place)
  }

  private mutating func add(
    _ kind: ShippedModule.Kind, _ name: String, _ track: Track, _ path: String, _ fails: Set<String>,
    _ note: String, _ place: Place
  ) throws {
    guard isFile("\(path)/\(track.mainFile)") else {
      throw ManifestError("the \(kind.rawValue) '\(name)' has no file \(path)/\(track.mainFile)", at: place)
    }
    modules.append(
      ShippedModule(kind: kind, name: name, track: track, path: path, fails: fails, note: note))
  }

  private func failing(_ fields: inout ManifestFields, mayBeEmpty: Bool = false) throws -> Set<String> {
    let node = try fields.required("fails")
    let entries = try node.list("'fails'")
    guard mayBeEmpty || !entries.isEmpty else {
      throw ManifestError("'fails' must name at least one check", at: node.place)
    }
    return Set(
      try entries.map { entry in
        let id = try entry.text("an entry of 'fails'")
        guard checks.contains(id) else {
          throw ManifestError("'fails' names no check of this lesson: '\(id)'", at: entry.place)
        }
        return id
      })
  }

  private func isFile(_ path: String) -> Bool {
    FileManager.default.isReadableFile(atPath: path)
  }
}

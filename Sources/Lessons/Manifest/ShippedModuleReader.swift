internal import Base
internal import Foundation

/// Reads which modules ship with a lesson, and finds each on disk.
struct ShippedModuleReader {
  let directory: String
  let solutions: String
  let checks: [Check]
  /// The tracks that pitfall has.
  let known: [TrackLayout]
  /// Those of them that the lesson has a module for.
  let tracks: [TrackLayout]
  private(set) var modules: [ShippedModule] = []

  init(
    directory: String, solutions: String, checks: [Check], known: [TrackLayout], tracks: [TrackLayout]
  ) {
    self.directory = directory
    self.solutions = solutions
    self.checks = checks
    self.known = known
    self.tracks = tracks
  }

  mutating func read(_ fields: inout ManifestFields) throws {
    try readBroken(try fields.required("broken"))
    try readByTrack(fields.optional("fixes"), .fix)
    try readByTrack(fields.optional("decoys"), .decoy)
    for node in try fields.optional("variants")?.list("'variants'") ?? [] {
      try readVariant(node)
    }
  }

  /// Reads the broken module of each track, which is in the folder of that name.
  private mutating func readBroken(_ node: ManifestNode) throws {
    var fields = try ManifestFields(node, "'broken'")
    let fails = try fields.required("fails")
    try fields.end()
    guard !tracks.isEmpty else {
      let files = known.map { "\($0.track.rawValue)/\($0.mainFile)" }
      throw ManifestError("the lesson has no module: it needs \(files.alternatives)", at: node.place)
    }
    let lists = try lists(fails)
    for layout in tracks {
      let path = "\(directory)/\(layout.track.rawValue)"
      guard let list = lists[layout.track] else {
        throw ManifestError("'fails' needs '\(layout.track.rawValue)', because there is \(path)", at: fails.place)
      }
      modules.append(
        ShippedModule(
          kind: .broken, name: "broken", layout: layout, path: path, fails: try failing(list, layout.track), note: ""))
    }
  }

  private mutating func readByTrack(_ node: ManifestNode?, _ kind: ShippedModule.Kind) throws {
    guard let node else { return }
    guard case .fields(let lists) = node.value else {
      throw ManifestError("must be a mapping of tracks to lists", at: node.place)
    }
    for (key, list) in lists {
      let layout = try own(ManifestNode(scalar: key.value, at: key.place))
      let track = layout.track
      for entry in try list.list("'\(key.value)'") {
        var fields = try ManifestFields(entry, "a \(kind.rawValue)")
        let name = try fields.text("name")
        let path =
          kind == .fix ? "\(solutions)/\(track.rawValue)/\(name)" : "\(directory)/decoys/\(track.rawValue)/\(name)"
        let fails = try kind == .fix ? failingOfFix(&fields, track) : failing(fields.required("fails"), track)
        let note = try fields.text(kind == .fix ? "summary" : "why")
        try fields.end()
        try add(kind, name, layout, path, fails, note, entry.place)
      }
    }
  }

  private mutating func readVariant(_ node: ManifestNode) throws {
    var fields = try ManifestFields(node, "a variant")
    let name = try fields.text("name")
    let layout = try own(try fields.required("track"))
    let fails = try failing(fields.required("fails"), layout.track, mayBeEmpty: true)
    let note = try fields.text("why")
    try fields.end()
    try add(.variant, name, layout, "\(directory)/\(name)", fails, note, node.place)
  }

  private mutating func add(
    _ kind: ShippedModule.Kind, _ name: String, _ layout: TrackLayout, _ path: String, _ fails: Set<String>,
    _ note: String, _ place: SourceLine
  ) throws {
    guard FileManager.default.isReadableFile(atPath: "\(path)/\(layout.mainFile)") else {
      throw ManifestError("the \(kind.rawValue) '\(name)' has no file \(path)/\(layout.mainFile)", at: place)
    }
    modules.append(
      ShippedModule(kind: kind, name: name, layout: layout, path: path, fails: fails, note: note))
  }

  /// The track that `node` names, which the lesson must have.
  private func own(_ node: ManifestNode) throws -> TrackLayout {
    let layout = try known.named(node)
    guard tracks.contains(layout) else {
      throw ManifestError(
        "the lesson has no module for this track: there is no \(layout.track.rawValue)/\(layout.mainFile)",
        at: node.place)
    }
    return layout
  }

  /// The checks that a broken module fails, by track: one list for all of them, or a mapping of tracks to lists, which
  /// may leave out a track that the lesson does not have.
  private func lists(_ node: ManifestNode) throws -> [Track: ManifestNode] {
    guard case .fields(let lists) = node.value else {
      return Dictionary(uniqueKeysWithValues: tracks.map { ($0.track, node) })
    }
    return try lists.reduce(into: [:]) { byTrack, entry in
      byTrack[try known.named(ManifestNode(scalar: entry.key.value, at: entry.key.place)).track] = entry.value
    }
  }

  /// A fix may fail a bonus, but not a required check.
  private func failingOfFix(_ fields: inout ManifestFields, _ track: Track) throws -> Set<String> {
    guard let node = fields.optional("fails") else { return [] }
    let failing = try failing(node, track)
    if let required = checks.first(where: { $0.isRequired && failing.contains($0.id) }) {
      throw ManifestError("a fix must not fail a required check, such as '\(required.id)'", at: node.place)
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
          throw ManifestError("'\(id)' in 'fails' is not a check of this lesson", at: entry.place)
        }
        guard check.tracks.contains(track) else {
          throw ManifestError("'\(id)' in 'fails' is not a check of the \(track.rawValue) track", at: entry.place)
        }
        return id
      })
  }
}

internal import Base
internal import Foundation

/// Reads a lesson's folder; every error names the file and line.
struct LessonManifest {
  static let formatVersion = 1
  /// `Report.startCheck`, which this target does not see.
  private static let reservedCheck = "starts"

  private let directory: String
  private let solutions: String
  private let file: String
  private let tracks: [TrackLayout]

  /// `solutions` is the folder with the lesson's fixes, by track and style; `tracks` are all that a manifest can name.
  init(directory: String, solutions: String, tracks: [TrackLayout]) {
    self.tracks = tracks
    self.directory = directory
    self.solutions = solutions
    file = directory + "/lesson.yaml"
  }

  func read() throws -> Lesson {
    var fields = try ManifestFields(
      .read(file, orElse: "cannot be read: a lesson is a folder with a lesson.yaml"), "a lesson")
    try fields.formatVersion(Self.formatVersion)
    let title = try fields.text("title")
    let summary = try fields.text("summary")
    let hints = try fields.texts("hints")
    let upstream = try fields.optional("upstream")?.list("'upstream'").map(UpstreamRouteReader.read) ?? []
    let database = try fields.optional("database")?.list("'database'").map(DatabaseTableReader.read) ?? []
    let checkNode = try fields.required("checks")
    let (checkNodes, place) = (try checkNode.list("'checks'"), checkNode.place)
    let own = tracks.filter(hasModule)
    let checks = try readChecks(checkNodes, own)
    try requireChecks(checks, of: own, at: place)
    let diagnosis = try fields.optional("diagnose").map(readDiagnosis)
    var modules = ShippedModuleReader(
      directory: directory, solutions: solutions, checks: checks, known: tracks, tracks: own)
    try modules.read(&fields)
    try fields.end()
    return Lesson(
      id: URL(fileURLWithPath: directory).lastPathComponent, directory: directory, title: title, summary: summary,
      hints: hints, upstream: upstream, database: database, checks: checks, diagnosis: diagnosis,
      modules: modules.modules)
  }

  private func readDiagnosis(_ node: ManifestNode) throws -> DiagnosisPlan {
    var fields = try ManifestFields(node, "'diagnose'")
    let instrument = try fields.required("instrument")
    let plan = DiagnosisPlan(
      instrument: Located(value: try instrument.text("'instrument'"), place: instrument.place),
      parameters: fields.optional("with") ?? ManifestNode(empty: node.place),
      test: try fields.optional("test").map(readTest))
    try fields.end()
    return plan
  }

  private func readTest(_ node: ManifestNode) throws -> String {
    let path = directory + "/" + (try node.text("'test'"))
    guard FileManager.default.fileExists(atPath: path) else {
      throw ManifestError("there is no file \(path)", at: node.place)
    }
    return path
  }

  private func hasModule(_ layout: TrackLayout) -> Bool {
    FileManager.default.isReadableFile(atPath: "\(directory)/\(layout.track.rawValue)/\(layout.mainFile)")
  }

  private func readChecks(_ nodes: [ManifestNode], _ own: [TrackLayout]) throws -> [Check] {
    let ids = try nodes.map { node in
      var fields = try ManifestFields(node, "a check")
      return try fields.text("id")
    }
    if let index = ids.firstIndex(of: Self.reservedCheck) {
      throw ManifestError(
        "no check may have the id '\(Self.reservedCheck)', which reports of modules that do not start use",
        at: nodes[index].place)
    }
    for (index, id) in ids.enumerated() where ids[..<index].contains(id) {
      throw ManifestError("there are two checks '\(id)'", at: nodes[index].place)
    }
    let checks = try nodes.map { try check($0, ids: ids, own) }
    for (node, check) in zip(nodes, checks) {
      for other in checks where check.during.contains(other.id) {
        let missing = own.map(\.track).first { check.tracks.contains($0) && !other.tracks.contains($0) }
        guard let missing else { continue }
        throw ManifestError(
          "'\(check.id)' is a check of the \(missing.rawValue) track, but '\(other.id)', which it names in 'during', "
            + "is not", at: node.place)
      }
    }
    return checks
  }

  /// A module without a required check would pass.
  private func requireChecks(_ checks: [Check], of own: [TrackLayout], at place: SourceLine) throws {
    for track in own.map(\.track) where !checks.contains(where: { $0.isRequired && $0.tracks.contains(track) }) {
      throw ManifestError("no check but a bonus judges a \(track.rawValue) module", at: place)
    }
  }

  private func check(_ node: ManifestNode, ids: [String], _ own: [TrackLayout]) throws -> Check {
    var fields = try ManifestFields(node, "a check")
    let id = try fields.text("id")
    let isBonus = try fields.flag("bonus")
    let probe = try fields.required("probe")
    let trackNodes = try fields.optional("tracks")?.list("'tracks'")
    let during = try fields.optional("during")?.list("'during'") ?? []
    let check = Check(
      id: id,
      title: try fields.text("title"),
      isRequired: !isBonus,
      points: try fields.integer("points", in: 0...100, default: 1),
      tracks: Set((try trackNodes.map { try $0.map(tracks.named) } ?? own).map(\.track)),
      probe: Located(value: try probe.text("'probe'"), place: probe.place),
      parameters: fields.optional("with") ?? ManifestNode(empty: node.place),
      during: try during.map { node in
        let other = try node.text("an entry of 'during'")
        guard ids.contains(other), other != id else {
          throw ManifestError("'\(other)' in 'during' is not another check of this lesson", at: node.place)
        }
        return other
      },
      isAlongside: try fields.flag("alongside"),
      next: try fields.text("next"))
    try fields.end()
    return check
  }
}

extension [TrackLayout] {
  /// The track that `node` names.
  func named(_ node: ManifestNode) throws -> TrackLayout {
    let text = try node.text("a track")
    guard let layout = first(where: { $0.track.rawValue == text }) else {
      throw ManifestError("there is no track '\(text)': \(map(\.track.rawValue).alternatives)", at: node.place)
    }
    return layout
  }
}

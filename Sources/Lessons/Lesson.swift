package import Base

/// One lesson: a folder of modules with a manifest that says what is measured and which results are expected.
package struct Lesson: Sendable {
  /// The folder's name, such as "01-blocking".
  package let id: String
  package let directory: String
  package let title: String
  package let summary: String
  /// From vague to concrete.
  package let hints: [String]
  /// The routes of the upstream service, with the shape of their responses.
  package let upstream: [UpstreamRoute]
  /// The tables of the SQLite file that the module gets. It gets no file when there are none.
  package let database: [DatabaseTable]
  package let checks: [Check]
  /// What `diagnose` does with a module of this lesson; nil when it can do nothing.
  package let diagnosis: DiagnosisPlan?
  /// Every module that ships with the lesson, and the checks that each must fail.
  package let modules: [ShippedModule]

  package init(
    id: String, directory: String, title: String, summary: String, hints: [String], upstream: [UpstreamRoute],
    database: [DatabaseTable], checks: [Check], diagnosis: DiagnosisPlan? = nil, modules: [ShippedModule]
  ) {
    self.id = id
    self.directory = directory
    self.title = title
    self.summary = summary
    self.hints = hints
    self.upstream = upstream
    self.database = database
    self.checks = checks
    self.diagnosis = diagnosis
    self.modules = modules
  }

  /// The folder of the module that the learner fixes.
  package func brokenModule(_ track: Track) -> String {
    "\(directory)/\(track.rawValue)"
  }

  package func checks(for track: Track) -> [Check] {
    checks.filter { $0.tracks.contains(track) }
  }

  /// The tracks that it has a module for.
  package var tracks: [Track] {
    modules.filter { $0.kind == .broken }.map(\.track)
  }

  /// Throws `PackError` when the lesson does not have the track.
  package func layout(_ track: Track) throws -> TrackLayout {
    guard let module = modules.first(where: { $0.kind == .broken && $0.track == track }) else {
      throw PackError.noTrack(track, lesson: id, known: tracks)
    }
    return module.layout
  }

  package func fixes(_ track: Track) -> [ShippedModule] {
    modules.filter { $0.kind == .fix && $0.track == track }
  }

  package var manifestFile: String { "\(directory)/lesson.yaml" }

  /// The lesson's text, in Markdown.
  package var textFile: String { "\(directory)/README.md" }
}

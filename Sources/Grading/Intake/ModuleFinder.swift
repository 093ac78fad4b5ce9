package import Base

/// Finds the modules for a lesson among the files of a submission.
package struct ModuleFinder: Sendable {
  private let lesson: String
  private let layouts: [TrackLayout]
  /// Whether the files may be at the submission's top, because the class has no other lesson.
  private let isOnlyLesson: Bool

  package init(lesson: String, layouts: [TrackLayout], isOnlyLesson: Bool) {
    self.lesson = lesson
    self.layouts = layouts
    self.isOnlyLesson = isOnlyLesson
  }

  /// By track; empty when there is none. Throws `IntakeRejection` for names that cannot be used.
  package func modules(in files: IntakeFiles) throws -> [Track: SubmissionModule] {
    var (files, depth) = (files, 0)
    while true {
      var found: [Track: SubmissionModule] = [:]
      for layout in layouts { found[layout.track] = try module(layout, in: files) }
      // Archives often have a folder with the student's or the project's name around everything.
      guard found.isEmpty, depth < 4, let top = files.soleFolder else { return found }
      files = files.below(top)
      depth += 1
    }
  }

  private func module(_ layout: TrackLayout, in files: IntakeFiles) throws -> SubmissionModule? {
    for folder in folders(layout.track, in: files) {
      let below = files.below(folder)
      let atTop = below.files.keys.filter { !$0.contains("/") && layout.isSource($0) }
      if atTop.contains(layout.mainFile) { return try SubmissionModule(below, layout: layout) }
      // A single file needs no certain name.
      if atTop.count == 1, let file = atTop.first {
        var renamed = below
        renamed.files[layout.mainFile] = renamed.files.removeValue(forKey: file)
        return try SubmissionModule(renamed, layout: layout)
      }
    }
    return nil
  }

  /// Where the module may be, the most definite place first.
  private func folders(_ track: Track, in files: IntakeFiles) -> [String] {
    let tops = Self.folders(files)
    var found: [String] = []
    for top in tops where LessonFolder.isNamed(top, lesson: lesson, track: track) {
      found += Self.folders(files.below(top)).filter { $0.lowercased() == track.rawValue }.map { "\(top)/\($0)" }
      found.append(top)
    }
    for top in tops where top.lowercased() == track.rawValue {
      let below = Self.folders(files.below(top))
      found += below.filter { LessonFolder.isNamed($0, lesson: lesson, track: track) }.map { "\(top)/\($0)" }
      if isOnlyLesson { found.append(top) }
    }
    return found + (isOnlyLesson ? [""] : [])
  }

  private static func folders(_ files: IntakeFiles) -> [String] {
    Set(
      files.files.keys.compactMap { path in
        path.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
      }
    ).sorted()
  }
}

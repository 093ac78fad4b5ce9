package import Base
internal import Files
internal import Foundation
package import Lessons

/// The learner's own folder: copies of modules to fix and, below `.pitfall`, earlier versions of them.
package struct Workspace: Sendable {
  package let directory: String

  package init(directory: String) {
    self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
  }

  /// The folder of the learner's copy of a module.
  package func module(_ lesson: Lesson, _ track: Track) -> String {
    "\(directory)/\(lesson.id)/\(track.rawValue)"
  }

  /// True when the learner has a copy; an empty folder does not count.
  package func isStarted(_ lesson: Lesson, _ track: Track) -> Bool {
    let module = module(lesson, track)
    guard Folder.exists(module) else { return false }
    // A folder that cannot be read is not an empty one.
    return (try? FileManager.default.contentsOfDirectory(atPath: module).isEmpty) != true
  }

  /// True when the learner had a copy, as far as the workspace itself can tell.
  package func hasRecords(_ lesson: Lesson, _ track: Track) -> Bool { FileKind(records(lesson, track)) != .nothing }

  /// Why there is no copy.
  package func absence(of lesson: Lesson, _ track: Track, wasStarted: Bool = false) -> WorkspaceError {
    wasStarted || hasRecords(lesson, track)
      ? .copyGone(lesson: lesson.id, track, folder: module(lesson, track)) : .notStarted(lesson: lesson.id, track)
  }

  /// Where to keep the report of the broken module.
  package func damageFile(_ lesson: Lesson, _ track: Track) -> String {
    "\(records(lesson, track))/damage.json"
  }

  /// A SHA-256, in hexadecimal, of the names and contents of the module's own source files.
  package func fingerprint(_ lesson: Lesson, _ track: Track) throws -> String {
    try explained {
      _ = try mainFile(lesson, track)
      let folder = module(lesson, track)
      return try ModuleFiles.learners(in: folder, layout: lesson.layout(track), and: knownNames(lesson, track))
        .fingerprint(in: folder)
    }
  }

  /// The path of the main file of the learner's copy; throws unless it is there.
  package func mainFile(_ lesson: Lesson, _ track: Track) throws -> String {
    let folder = module(lesson, track)
    if FileKind(folder) != .nothing, !Folder.exists(folder) { throw WorkspaceError.noFolder(folder) }
    guard isStarted(lesson, track) else { throw absence(of: lesson, track) }
    let name = try lesson.layout(track).mainFile
    let main = "\(folder)/\(name)"
    switch FileKind(main) {
    case .file: return main
    case .link where FileManager.default.fileExists(atPath: main) && !Folder.exists(main): return main
    default: throw WorkspaceError.noMainFile(name, folder: folder, lesson: lesson.id)
    }
  }

  func records(_ lesson: Lesson, _ track: Track) -> String {
    "\(directory)/.pitfall/\(lesson.id)/\(track.rawValue)"
  }

  /// The files of the modules that ship. In a learner's folder they belong to the module, whatever their suffix.
  func knownNames(_ lesson: Lesson, _ track: Track) throws -> Set<String> {
    var names: Set<String> = []
    for shipped in lesson.modules where shipped.track == track && (shipped.kind == .broken || shipped.kind == .fix) {
      names.formUnion(try ModuleFiles.shipped(in: shipped.path, layout: shipped.layout).names)
    }
    return names
  }
}

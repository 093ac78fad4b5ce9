package import Base
internal import Files
internal import Foundation

/// What learners get of a pack: lessons without anything that gives a solution away.
package struct LessonHandout {
  private let lessons: [Lesson]
  private let tracks: [TrackLayout]

  /// `tracks` are those that the manifests can name.
  package init(_ lessons: [Lesson], tracks: [TrackLayout]) {
    self.lessons = lessons
    self.tracks = tracks
  }

  /// Writes the lessons, and `readme` beside them, to a folder that is not there yet, or empty. It is complete or not
  /// there at all.
  ///
  /// Throws `HandoutError`, `ManifestError`, `FileError`.
  package func write(to path: String, readme: String) throws {
    guard !path.isEmpty, !path.hasForeignBytes else { throw HandoutError.noName }
    let folder = FileKind.resolved(Path.absolute(path))
    switch FileKind.followingLinks(folder) {
    case .nothing: break
    case .folder:
      guard try Folder.names(folder).isEmpty else { throw HandoutError.notEmpty(path) }
    default: throw HandoutError.noFolder(path)
    }
    let above = Path.folder(folder)
    try Folder.make(above)
    let temporary = Path.joined(above, ".\(Path.name(folder).prefix(40)).\(UUID().uuidString)")
    defer { try? FileKind.remove(temporary) }
    try Folder.make(temporary)
    for lesson in lessons { try write(lesson, to: Path.joined(temporary, lesson.id)) }
    try AtomicFile.create(Path.joined(temporary, "README.md"), Data(readme.utf8))
    // As a learner's pitfall will.
    _ = try Pack(directory: temporary, tracks: tracks).lessons()
    do {
      try FileKind.move(temporary, to: folder)
    } catch let error as FileError where error.code == ENOTEMPTY || error.code == EEXIST {
      // Someone else has written to it in the meantime.
      throw HandoutError.notEmpty(path)
    }
    AtomicFile.synchronize(folder: above)
  }

  /// Only what is named here: a pack's folders also have decoys, variants, demos, and their authors' own files.
  private func write(_ lesson: Lesson, to folder: String) throws {
    let manifest = try RegularFile.read(lesson.manifestFile) ?? Data()
    let text = try HandoutManifest.text(of: String(decoding: manifest, as: UTF8.self), file: lesson.manifestFile)
    for module in lesson.modules where module.kind == .broken {
      try ModuleFiles.shipped(in: module.path, layout: module.layout).write(to: "\(folder)/\(module.track.rawValue)")
    }
    if let readme = try RegularFile.read(lesson.textFile) {
      try AtomicFile.create("\(folder)/README.md", readme)
    }
    if let test = lesson.diagnosis?.test, let bytes = try RegularFile.read(test) {
      let name = String(test.dropFirst(lesson.directory.count + 1))
      guard !name.split(separator: "/").contains("..") else { throw HandoutError.outside(test, lesson: lesson.id) }
      try Folder.make(Path.folder("\(folder)/\(name)"))
      try AtomicFile.create("\(folder)/\(name)", bytes)
    }
    try AtomicFile.create("\(folder)/lesson.yaml", Data(text.utf8))
    AtomicFile.synchronize(folder: folder)
  }

}

package enum HandoutError: Equatable, ToldError {
  case noName
  case noFolder(String)
  case notEmpty(String)
  case outside(String, lesson: String)

  package var description: String {
    switch self {
    case .noName: "The folder for learners needs a name in UTF-8. Choose another one."
    case .noFolder(let path): "\(path) is not a folder. Choose another one for the lessons."
    case .notEmpty(let path):
      "\(path) is not empty, so nothing was written to it. Choose a new folder, or remove this one first."
    case .outside(let file, let lesson):
      "\(lesson) cannot be handed out: its file \(file) is outside its folder. Move it there."
    }
  }
}

package import Base
internal import Files
internal import Foundation

/// The files of accepted submissions, in a folder for each hash, so that they can be judged again.
package struct KeptSubmissions: Sendable {
  private let folder: String

  /// In the output folder `out`.
  package init(out: String) {
    folder = Path.joined(out, "submissions")
  }

  package func keep(_ module: SubmissionModule) throws {
    let target = Path.joined(folder, module.hash)
    if (try? load(module.hash, track: module.track)) != nil { return }
    try Folder.make(folder)
    // What is there is damaged, unless another task has kept it in the meantime; then the move says so.
    try? FileKind.remove(target)
    let temporary = Path.joined(folder, ".new-\(UUID().uuidString)")
    do {
      try module.write(to: temporary)
      try FileKind.move(temporary, to: target)
    } catch {
      try? FileKind.remove(temporary)
      // Another process may have kept the same files in the meantime.
      guard (try? load(module.hash, track: module.track)) != nil else { throw error }
    }
  }

  /// Throws `KeptSubmissionError` when it is not there, or not what was kept.
  package func load(_ hash: String, track: Track) throws -> SubmissionModule {
    let path = Path.joined(folder, hash)
    guard hash.allSatisfy(\.isHexDigit), Folder.exists(path) else {
      throw KeptSubmissionError(path: path, isGone: true)
    }
    let taken = try SubmissionIntake.kept(path)
    let module = SubmissionModule(
      track: track, files: taken.files.mapValues(\.bytes), modified: taken.files.values.map(\.modified).max())
    guard module.hash == hash else { throw KeptSubmissionError(path: path, isGone: false) }
    return module
  }

  /// Copies from another output folder what this one lacks.
  package func take(_ hash: String, track: Track, from other: KeptSubmissions) throws {
    try keep(other.load(hash, track: track))
  }
}

package struct KeptSubmissionError: Equatable, ToldError {
  package let path: String
  package let isGone: Bool

  package var description: String {
    isGone
      ? "There is no copy of the submission at \(path). Pass the submission itself."
      : "The files in \(path) are not those that were submitted: their hash differs. Pass the submission itself."
  }
}

extension SubmissionModule {
  /// Writes the files to a new folder that everyone may read and only this user may change.
  package func write(to folder: String) throws {
    try Folder.make(folder)
    for path in files.keys.sorted() {
      let file = Path.joined(folder, path)
      try Folder.make(Path.folder(file))
      try AtomicFile.create(file, files[path] ?? Data())
      chmod(file, 0o644)
      var above = Path.folder(file)
      while above.utf8.count >= folder.utf8.count {
        chmod(above, 0o755)
        above = Path.folder(above)
      }
      if let modified {
        let time = timespec(tv_sec: Int(modified.timeIntervalSince1970), tv_nsec: 0)
        utimensat(AT_FDCWD, file, [time, time], 0)
      }
    }
    AtomicFile.synchronize(folder: folder)
  }
}

internal import Files
internal import Foundation

/// The learner's progress on disk, in their own folder: `progress.json`.
package struct ProgressFile: Sendable {
  package let path: String
  private let workspace: Workspace

  package init(workspace: Workspace) {
    self.workspace = workspace
    path = workspace.directory + "/progress.json"
  }

  /// The progress in the file, empty when there is no file.
  package func read() throws -> Progress {
    let text: Data?
    do {
      text = try RegularFile.read(path, limit: ProgressFormat.limit)
    } catch let error as FileError where error.code == EFBIG {
      throw ProgressError.damaged(path, "it is larger than \(ProgressFormat.limit) bytes")
    } catch let error as FileError where error.code == ENOTDIR {
      throw WorkspaceError.noFolder(workspace.directory)
    } catch let error as FileError {
      throw ProgressError.unreadable(path, error.reason)
    }
    guard let text else { return Progress() }
    do {
      return try ProgressFormat.decode(text)
    } catch .newer(let version) {
      throw ProgressError.newer(path, version)
    } catch .wrong(let what) {
      throw ProgressError.damaged(path, what)
    } catch {
      throw ProgressError.damaged(path, "it is not progress")
    }
  }

  /// Changes the progress in one process at a time; returns it as written, with dates in whole seconds.
  package func update(_ change: (inout Progress) -> Void) async throws -> Progress {
    try await workspace.locked {
      var progress = try read()
      change(&progress)
      return try write(progress)
    }
  }

  /// Writes an export to `path`, where nothing but an earlier export is overwritten.
  package func export(to path: String) throws {
    let text = try ProgressFormat.encodeExport(try read())
    do {
      if let former = try RegularFile.read(path, limit: ProgressFormat.importLimit) {
        _ = try ProgressFormat.decodeExport(former)
      }
    } catch {
      throw ProgressError.notOverwritten(path)
    }
    do {
      try AtomicFile.write(text, to: path)
    } catch let error as FileError {
      throw ProgressError.notWritten(path, error.reason)
    }
  }

  /// Merges an export into the progress: nothing is lost, and the current lesson stays current.
  package func importing(from path: String) async throws -> Progress {
    let imported = try readExport(path)
    return try await workspace.locked {
      let own: Progress
      do {
        own = try read()
      } catch ProgressError.damaged {
        try setAside()
        own = Progress()
      }
      var sum = own.merged(with: imported)
      sum.current = own.current ?? imported.current
      return try write(sum)
    }
  }

  private func readExport(_ path: String) throws -> Progress {
    do {
      guard let text = try RegularFile.read(path, limit: ProgressFormat.importLimit) else {
        throw ProgressError.unreadable(path, String(cString: strerror(ENOENT)))
      }
      return try ProgressFormat.decodeExport(text)
    } catch let fault as ProgressFormat.Fault {
      throw switch fault {
      case .newer(let version): ProgressError.newer(path, version)
      case .noExport, .wrong: ProgressError.noExport(path)
      case .changed: ProgressError.changed(path)
      }
    } catch let error as FileError {
      throw error.code == EFBIG ? ProgressError.noExport(path) : ProgressError.unreadable(path, error.reason)
    }
  }

  private func write(_ progress: Progress) throws -> Progress {
    let text = try ProgressFormat.encode(progress)
    // Never write what could not be read again.
    guard text.count <= ProgressFormat.limit, let written = try? ProgressFormat.decode(text) else {
      throw ProgressError.notKept(path)
    }
    AtomicFile.removeLeftovers(of: path)
    try AtomicFile.write(text, to: path)
    return written
  }

  /// Gives a damaged file a second name, so that the first can be written.
  private func setAside() throws {
    var number = 1
    while true {
      let other = "\(workspace.directory)/progress.damaged-\(number).json"
      if link(path, other) == 0 { return }
      guard errno == EEXIST else { throw FileError(path: other, action: "written", code: errno) }
      number += 1
    }
  }
}

package import Base
internal import Files
internal import Glibc

/// The files of one module: a folder with the track's main file, or a single file.
package struct ModuleSource: Sendable, Equatable {
  package let layout: TrackLayout
  /// As the user typed it, for messages.
  package let path: String
  /// The folder that the module's imports are relative to.
  package let directory: String
  /// The file that holds `app` or the top-level code.
  package let mainFile: String
  /// What is compiled or imported: every source file of the folder, or the main file alone, as the layout says.
  package let files: [String]

  package var track: Track { layout.track }

  package init(_ path: String, layout: TrackLayout) throws {
    self.layout = layout
    self.path = path
    let place = Path.absolute(path)
    let kind = FileKind.followingLinks(place)
    guard kind != .nothing, kind != .link else {
      throw Self.isForbidden(place) ? ModuleSourceError.unreadable(path) : .missing(path)
    }
    let isWhole = kind == .folder || Path.name(place) == layout.mainFile
    directory = kind == .folder ? place : Path.folder(place)
    mainFile = isWhole ? Path.joined(directory, layout.mainFile) : place
    // A pipe's reading would never end.
    guard FileKind.followingLinks(mainFile) == .file, Self.isReadable(mainFile) else {
      throw isWhole ? ModuleSourceError.noMainFile(path, layout.mainFile) : .unreadable(path)
    }
    guard mainFile.hasSuffix(layout.sourceSuffix) else { throw ModuleSourceError.otherKind(path, layout) }
    files = try layout.isWholeFolder && isWhole ? Self.sources(in: directory, layout) : [mainFile]
  }

  /// Throws `ModuleSourceError` when one of its files is no longer there, such as after it was moved away.
  package func requireFiles() throws {
    for file in files {
      let isGone = file == mainFile ? FileKind.followingLinks(file) != .file : FileKind(file) == .nothing
      if isGone { throw ModuleSourceError.gone(file) }
    }
  }

  /// A link that leads nowhere counts, because only the compiler's error explains what is missing then.
  private static func sources(in folder: String, _ layout: TrackLayout) throws -> [String] {
    let files = try Folder.names(folder).filter(layout.isSource).sorted().map { Path.joined(folder, $0) }
      .filter { [.file, .link].contains(FileKind.followingLinks($0)) }
    if let file = files.first(where: isForbidden) { throw ModuleSourceError.unreadable(file) }
    return files
  }

  /// True for a path that may lead to a file, if this user were allowed to see it.
  private static func isForbidden(_ path: String) -> Bool {
    !isReadable(path) && errno == EACCES
  }

  private static func isReadable(_ path: String) -> Bool {
    Path.withBytes(path) { access($0, R_OK) } == 0
  }
}

package enum ModuleSourceError: Equatable, ToldError {
  case missing(String)
  case noMainFile(String, String)
  case unreadable(String)
  case otherKind(String, TrackLayout)
  case gone(String)

  package var description: String {
    switch self {
    case .missing(let path):
      "There is no file or folder at \(path). Pass the module's folder or file with --module PATH."
    case .noMainFile(let path, let file):
      "There is no readable \(file) in \(path). Pass the folder that contains it, or choose another --track."
    case .unreadable(let path):
      "\(path) is not a file that can be read. Pass the module's folder or file with --module PATH."
    case .otherKind(let path, let layout):
      "\(path) is not a \(layout.language) file, which the \(layout.track.rawValue) track needs. "
        + "Choose another --track or another file."
    case .gone(let path):
      "\(path) was there when this began, and is gone now, so there is no verdict. Put it back, then verify again."
    }
  }
}

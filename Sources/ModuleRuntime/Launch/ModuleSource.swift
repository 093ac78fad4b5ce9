package import Base
internal import Foundation

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
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ModuleSourceError.missing(path)
    }
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let isWhole = isDirectory.boolValue || url.lastPathComponent == layout.mainFile
    let folder = isDirectory.boolValue ? url : url.deletingLastPathComponent()
    directory = folder.path
    mainFile = isWhole ? folder.appendingPathComponent(layout.mainFile).path : url.path
    guard Self.isReadableFile(mainFile) else {
      throw ModuleSourceError.noMainFile(path, layout.mainFile)
    }
    guard mainFile.hasSuffix(layout.sourceSuffix) else {
      throw ModuleSourceError.otherKind(path, layout)
    }
    if layout.isWholeFolder && isWhole {
      let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter(layout.isSource)
      files = names.sorted().map { folder.appendingPathComponent($0).path }
    } else {
      files = [mainFile]
    }
  }

  /// False for a folder, which is readable, too, and for a pipe, whose reading would never end.
  private static func isReadableFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, R_OK) == 0
  }
}

package enum ModuleSourceError: Equatable, ToldError {
  case missing(String)
  case noMainFile(String, String)
  case otherKind(String, TrackLayout)

  package var description: String {
    switch self {
    case .missing(let path):
      "There is no file or folder at \(path). Pass the module's folder or file with --module PATH."
    case .noMainFile(let path, let file):
      "There is no readable \(file) in \(path). Pass the folder that contains it, or choose another --track."
    case .otherKind(let path, let layout):
      "\(path) is not a \(layout.language) file, which the \(layout.track.rawValue) track needs. "
        + "Choose another --track or another file."
    }
  }
}

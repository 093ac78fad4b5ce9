package import Base
internal import Foundation

/// The files of one module: a folder with the track's main file, or a single file.
package struct ModuleSource: Sendable, Equatable {
  package let track: Track
  /// As the user named it, for messages.
  package let path: String
  /// The folder that the module's own imports start from.
  package let directory: String
  /// The file that holds `app` or the top-level code.
  package let mainFile: String
  /// What is compiled or imported: for Swift every *.swift of the folder, else the main file alone.
  package let files: [String]

  package init(_ path: String, track: Track) throws {
    self.track = track
    self.path = path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ModuleSourceError.missing(path)
    }
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let isWhole = isDirectory.boolValue || url.lastPathComponent == track.mainFile
    let folder = isDirectory.boolValue ? url : url.deletingLastPathComponent()
    directory = folder.path
    mainFile = isWhole ? folder.appendingPathComponent(track.mainFile).path : url.path
    guard Self.isReadableFile(mainFile) else {
      throw ModuleSourceError.noMainFile(path, track.mainFile)
    }
    guard mainFile.hasSuffix(track == .swift ? ".swift" : ".py") else {
      throw ModuleSourceError.otherKind(path, track)
    }
    if track == .swift && isWhole {
      let entries = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".swift") }
      files = entries.sorted().map { folder.appendingPathComponent($0).path }.filter { !$0.hasSuffix("/Package.swift") }
    } else {
      files = [mainFile]
    }
  }

  /// A folder is readable too, and reading a pipe would not end.
  private static func isReadableFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, R_OK) == 0
  }
}

package enum ModuleSourceError: Error, Equatable, CustomStringConvertible {
  case missing(String)
  case noMainFile(String, String)
  case otherKind(String, Track)

  package var description: String {
    switch self {
    case .missing(let path):
      "There is no file or folder at \(path). Name the module's folder or file with --module PATH."
    case .noMainFile(let path, let file):
      "\(path) holds no readable \(file). Name the folder that does, or choose the other --track."
    case .otherKind(let path, let track):
      "\(path) is no \(track == .swift ? "Swift" : "Python") file, which the \(track.rawValue) track takes. "
        + "Choose the other --track, or another file."
    }
  }
}

internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime

/// The paths by which `swiftc` gets a module's files. It knows only UTF-8, so a path of other bytes gets a symbolic link
/// beside the program that is compiled.
struct CompilerPaths {
  /// Where the compiler runs.
  let directory: String
  let files: [String]
  /// What the compiler's messages can do without.
  let prefixes: [String]

  init(_ source: ModuleSource, scratch: String) throws {
    directory = source.directory.hasForeignBytes ? scratch : source.directory
    let folder = source.directory.hasForeignBytes ? scratch + "/source" : source.directory
    if folder != source.directory { try Self.link(source.directory, from: folder) }
    files = try source.files.enumerated().map { number, file in
      let name = Path.name(file)
      guard name.hasForeignBytes else { return Path.joined(folder, name) }
      let named = "\(scratch)/named-\(number)"
      try Folder.make(named)
      try Self.link(file, from: named + "/" + name.harmless)
      return named + "/" + name.harmless
    }
    prefixes = Set(files.map(Path.folder)).map { Path.joined($0, "") }
  }

  private static func link(_ target: String, from path: String) throws {
    let code = Path.withBytes(target) { target in Path.withBytes(path) { symlink(target, $0) } }
    guard code == 0 else { throw FileError(path: path, action: "written", code: errno) }
  }
}

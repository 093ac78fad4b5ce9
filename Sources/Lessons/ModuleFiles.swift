package import Base
internal import Files
package import Foundation

/// The source files of one module, by their paths relative to its folder.
package struct ModuleFiles: Equatable {
  package enum Content: Equatable {
    case bytes(Data)
    /// What a symbolic link points to.
    case link(String)
  }

  package var contents: [String: Content] = [:]

  package init() {}

  package var names: [String] { contents.keys.sorted() }

  /// Every regular file at any depth of a folder that ships, except for tools' files and hidden ones.
  package static func shipped(in folder: String, layout: TrackLayout) throws -> ModuleFiles {
    var files = ModuleFiles()
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") || layout.toolFiles.contains(String($0)) }
      guard !isHidden, FileKind(path) == .file, let bytes = try RegularFile.read(path) else {
        continue
      }
      files.contents[name] = .bytes(bytes)
    }
    return files
  }

  /// Every file and link at any depth of a folder that `write` made.
  package static func kept(in folder: String) throws -> ModuleFiles {
    try named(Set(FileManager.default.subpathsOfDirectory(atPath: folder)), in: folder)
  }

  /// What counts as the learner's source in `folder`: each source file at top level, and each of `names`.
  package static func learners(in folder: String, layout: TrackLayout, and names: Set<String>) throws -> ModuleFiles {
    let entries: [String]
    do {
      entries = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw FileError(path: folder, action: "read", code: FileKind(folder) == .nothing ? ENOENT : EACCES)
    }
    let sources = entries.filter { layout.isSource($0) }
    return try named(names.union(sources), in: folder)
  }

  /// Those of `names` that are files or links; folders and pipes do not count.
  package static func named(_ names: Set<String>, in folder: String) throws -> ModuleFiles {
    var files = ModuleFiles()
    for name in names {
      files.contents[name] = try content(of: "\(folder)/\(name)")
    }
    return files
  }

  package static func content(of path: String) throws -> Content? {
    switch FileKind(path) {
    case .file: try RegularFile.read(path).map { .bytes($0) }
    case .link: (try? FileManager.default.destinationOfSymbolicLink(atPath: path)).map { .link($0) }
    default: nil
    }
  }

  /// Adds the contents that a compiler would see, so a link counts as what it points to.
  package func add(to fingerprint: inout Fingerprint, in folder: String) throws {
    for name in names {
      switch contents[name] {
      case .bytes(let bytes):
        fingerprint.add(Data(name.utf8))
        fingerprint.add(bytes)
      case .link:
        guard !Folder.exists("\(folder)/\(name)"), let bytes = try RegularFile.read("\(folder)/\(name)") else {
          continue
        }
        fingerprint.add(Data(name.utf8))
        fingerprint.add(bytes)
      case nil: continue
      }
    }
  }

  /// A fingerprint of names and contents, in hexadecimal.
  package func fingerprint(in folder: String) throws -> String {
    var fingerprint = Fingerprint()
    try add(to: &fingerprint, in: folder)
    return fingerprint.hexadecimal()
  }

  /// Writes them to a new folder, which must not exist.
  package func write(to folder: String) throws {
    try Folder.make(folder)
    for name in names {
      guard let content = contents[name] else { continue }
      try Self.write(content, to: "\(folder)/\(name)")
    }
    AtomicFile.synchronize(folder: folder)
  }

  package static func write(_ content: Content, to path: String) throws {
    try Folder.make((path as NSString).deletingLastPathComponent)
    switch content {
    case .bytes(let bytes): try AtomicFile.write(bytes, to: path)
    case .link(let target):
      guard symlink(target, path) == 0 else { throw FileError(path: path, action: "written", code: errno) }
    }
  }
}

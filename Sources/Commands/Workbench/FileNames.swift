internal import Base
internal import Foundation
package import LineEditor

/// Completes paths.
package enum FileNames {
  /// The files, or only the folders, whose paths begin with what is typed; a folder's ends with a slash.
  package static func completing(_ typed: String, foldersOnly: Bool) -> [Completion.Candidate] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let start = typed.dropFirst(folder.count)
    let path = folder.isEmpty ? "." : folder
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    // Hidden files only once their dot is typed.
    let names = entries.filter { $0.hasPrefix(start) && ($0.hasPrefix(".") == start.hasPrefix(".") || !start.isEmpty) }
    return names.sorted().compactMap { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
      guard isFolder.boolValue || !foldersOnly else { return nil }
      return Completion.Candidate(
        ShellWord.quoted(folder + name + (isFolder.boolValue ? "/" : "")),
        label: name + (isFolder.boolValue ? "/" : ""), endsWord: !isFolder.boolValue)
    }
  }
}

internal import Base
internal import Files
internal import Foundation

/// Where one submission is: a folder, a source file or an archive.
package struct SubmissionEntry: Sendable, Equatable {
  /// For people and files: harmless, and different from that of every other submission.
  package let name: String
  /// The folder that it lies in, and its name there; an empty name means the folder itself.
  let folder: String
  let file: String

  /// The submissions at `path`, which is one of them or a folder of them. `others` are paths that are not submissions,
  /// such as the output folder; a folder with a file called `mark` is one submission. Throws `IntakePathError`.
  package static func list(
    _ path: String, rules: IntakeRules, lessons: [String], others: [String] = [], mark: String? = nil
  ) throws -> [SubmissionEntry] {
    let opened: OpenedFile
    do {
      opened = try OpenedFile(path: path)
    } catch {
      throw IntakePathError(path: path, reason: error.reason)
    }
    let whole = Path.absolute(path)
    switch opened.kind {
    case .file:
      return named([SubmissionEntry(name: Path.name(whole), folder: Path.folder(whole), file: Path.name(whole))])
    case .link, .other: throw IntakePathError(path: path, reason: "it is neither a folder nor a file")
    case .folder: break
    }
    guard let all = try opened.names(limit: rules.limits.entries) else {
      throw IntakePathError(path: path, reason: "it holds more than \(rules.limits.entries) entries")
    }
    let skipped = Set(others.map { FileKind.resolved(Path.absolute($0)) })
    let root = FileKind.resolved(whole)
    let names = all.filter { !IntakeRules.isIgnored($0) && !skipped.contains(Path.joined(root, $0)) }
    if isOne(names, rules, lessons) || mark.map(names.contains) == true {
      return named([SubmissionEntry(name: Path.name(whole), folder: whole, file: "")])
    }
    return named(names.map { SubmissionEntry(name: $0, folder: whole, file: $0) })
  }

  /// Whether a folder with these names is a submission itself: it has a module at its top, or nothing but lessons.
  private static func isOne(_ names: [String], _ rules: IntakeRules, _ lessons: [String]) -> Bool {
    if rules.layouts.contains(where: { names.contains($0.mainFile) }) { return true }
    let parts = Set(rules.layouts.map(\.track.rawValue))
    return !names.isEmpty
      && names.allSatisfy { name in
        parts.contains(name.lowercased()) || lessons.contains { LessonFolder.isNamed(name, lesson: $0) }
      }
  }

  private static func named(_ entries: [SubmissionEntry]) -> [SubmissionEntry] {
    var used: Set<String> = []
    return entries.map { entry in
      let short = shortened(entry.name).excerpt(100)
      let whole = entry.name.excerpt(100)
      // What is shown may be the same for different names.
      let mark = String(StableHash.fnv1a(entry.name.keptBytes), radix: 16)
      let name = [short, whole, "\(short)-\(mark)"].first { !used.contains($0.lowercased()) } ?? mark
      used.insert(name.lowercased())
      return SubmissionEntry(name: name, folder: entry.folder, file: entry.file)
    }
  }

  /// Without the suffix of an archive or a source file.
  private static func shortened(_ name: String) -> String {
    if let stem = ArchiveKind(name: name)?.stem(of: name) { return stem }
    for suffix in [".py", ".swift"] where name.hasSuffix(suffix) && name.count > suffix.count {
      return String(name.dropLast(suffix.count))
    }
    return name
  }
}

/// The path of submissions cannot be used.
package struct IntakePathError: Equatable, ToldError {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    "\(path) cannot be graded: \(reason). Pass a submission (a folder, a source file, or an archive) or a folder of them."
  }
}

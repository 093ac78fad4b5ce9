internal import Base
internal import Files
package import ModuleRuntime

/// Takes the files of submissions, whatever they are.
package struct SubmissionIntake: Sendable {
  private let rules: IntakeRules
  private let installation: Installation
  private let isolation: Isolation

  /// `isolation` is that of the program that unpacks archives.
  package init(_ rules: IntakeRules, installation: Installation, isolation: Isolation) {
    self.rules = rules
    self.installation = installation
    self.isolation = isolation
  }

  /// Throws `IntakeRejection` when nothing can be taken because of the submission itself; everything else that it throws
  /// is a fault of this machine.
  package func take(_ entry: SubmissionEntry) async throws -> IntakeFiles {
    do {
      let folder = try OpenedFile(path: entry.folder)
      guard !entry.file.isEmpty else { return try await takeFolder(folder) }
      switch OpenedFile.kind(of: entry.file, in: folder) {
      case .folder?: return try await takeFolder(OpenedFile(entry.file, in: folder))
      case .file?: return try await takeFile(entry.file, OpenedFile(entry.file, in: folder))
      case .link?: throw IntakeRejection("is a symbolic link")
      case .other?: throw IntakeRejection("is neither a file nor a folder")
      case nil: throw IntakeRejection("is gone")
      }
    } catch let fault as IntakeFault {
      guard fault.isOurs else { throw IntakeRejection("cannot be read: \(fault.reason)") }
      throw FileError(path: Path.joined(entry.folder, entry.file), action: "read", code: fault.code)
    }
  }

  /// Learning platforms make a folder for each student, with the archive in it that the student submitted.
  private func takeFolder(_ folder: OpenedFile) async throws -> IntakeFiles {
    let taken = try FolderIntake.take(folder, rules: rules)
    guard taken.files.isEmpty, let names = try folder.names(limit: rules.limits.entries) else { return taken }
    let archives = names.filter { !IntakeRules.isIgnored($0) && ArchiveKind(name: $0) != nil }
    guard archives.count == 1, OpenedFile.kind(of: archives[0], in: folder) == .file else { return taken }
    return try await takeFile(archives[0], OpenedFile(archives[0], in: folder))
  }

  private func takeFile(_ name: String, _ file: OpenedFile) async throws -> IntakeFiles {
    guard file.kind == .file else { throw IntakeRejection("was changed while it was read") }
    if let kind = ArchiveKind(name: name) {
      return try await ArchiveIntake(rules, installation: installation, isolation: isolation).take(file, kind)
    }
    guard rules.isWanted(name) else {
      let suffixes = rules.layouts.map { "*" + $0.sourceSuffix }
      throw IntakeRejection(
        "is neither a folder, nor a source file (\(suffixes.alternatives)), nor an archive (tar, tar.gz or zip)")
    }
    guard let bytes = try file.read(limit: rules.limits.file) else {
      throw IntakeRejection("is larger than \(rules.limits.file >> 10) KiB")
    }
    return IntakeFiles(files: [name: .init(bytes: bytes, modified: file.modified)])
  }

  /// The files of a folder that pitfall keeps a submission in.
  package static func kept(_ folder: String) throws -> IntakeFiles {
    // It has only what was taken once, and may have been taken by other rules.
    let rules = IntakeRules(layouts: [], patterns: ["*"])
    do {
      return try FolderIntake.take(OpenedFile(path: folder), rules: rules)
    } catch let fault as IntakeFault {
      throw FileError(path: folder, action: "read", code: fault.code)
    }
  }
}

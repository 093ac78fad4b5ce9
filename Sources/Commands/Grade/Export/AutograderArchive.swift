internal import Base
internal import Files
internal import ModuleRuntime
internal import Subprocess

/// The archive that Gradescope takes: the exported files, and pitfall's own source, which is built there.
struct AutograderArchive {
  static let source = "pitfall.tar.gz"
  static let name = "autograder.zip"
  /// What pitfall is built from, and what it needs to run.
  private static let parts = [
    "Article", "Benchmarks", "Documentation", "Exports", "LICENSE", "Lessons", "Makefile", "Package.resolved",
    "Package.swift", "README.md", "Requirements", "Scripts", "Solutions", "Sources", "Tests",
  ]

  let installation: Installation

  /// Adds the source to `folder`, and packs all of the folder into an archive beside it.
  func make(_ folder: String) async throws {
    guard let tool = SearchPath.find("bsdtar") else {
      throw MissingRequirement(
        what: "bsdtar, which makes archives, is not on PATH.",
        next: "Install it (Debian, Ubuntu: `apt-get install libarchive-tools`).")
    }
    let parts = try Set(Folder.names(installation.home)).intersection(Self.parts).sorted()
    let own = ["--uid", "0", "--gid", "0", "--numeric-owner"]
    let source = Path.joined(folder, Self.source)
    try await run(
      tool, ["-czf", source, "-C", installation.home, "--exclude", "__pycache__", "--exclude", ".build*"] + own + parts)
    let archive = Path.joined(Path.folder(folder), Self.name)
    let files = try Folder.names(folder).sorted()
    try await run(tool, ["-cf", archive, "--format", "zip", "-C", folder] + own + files)
  }

  private func run(_ tool: String, _ arguments: [String]) async throws {
    let result = try await Subprocess.run(
      .path(.init(tool)), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 64 << 10))
    guard case .exited(0) = result.terminationStatus else {
      throw UsageError(description: "The archive cannot be made: \(result.standardError.excerpt())")
    }
  }
}

internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime

/// The C modules below Swift's own, compiled once for all strangers' modules. A compiler that sees nothing of the user's
/// home folder would otherwise compile them again for each one, which takes 0.2 s.
///
/// Filled only by compiling a program of ours. To the compiler of a stranger's module it is read-only: that compiler
/// could otherwise be misled to change what the next module is compiled with.
struct CompilerModuleCache {
  /// What a lesson's module may import.
  private static let imports = [
    "Dispatch", "Distributed", "Foundation", "FoundationEssentials", "FoundationInternationalization",
    "FoundationNetworking", "FoundationXML", "Glibc", "LessonKit", "Observation", "RegexBuilder", "Synchronization",
    "_Differentiation",
  ]

  let path: String
  private var marker: String { path + "/complete" }
  var arguments: [String] { ["-module-cache-path", path] }

  /// One for each compiler and installation, because the compiler asks for it by the path that it was filled with.
  private init(_ compiler: SwiftCompiler, _ installation: Installation) throws {
    var status = stat()
    guard stat(compiler.path, &status) == 0 else { throw FileError(path: compiler.path, action: "read", code: errno) }
    let version = Data("\(compiler.path) \(status.st_size) \(status.st_mtim.tv_sec)".utf8)
    path = "\(installation.products)/CompilerModuleCache/\(String(StableHash.fnv1a(version), radix: 16))"
  }

  /// Nil where it cannot be filled; modules compile without it, too. `options` are those that modules are compiled with.
  static func filled(
    by compiler: SwiftCompiler, _ options: [String], _ installation: Installation
  ) async throws -> CompilerModuleCache? {
    do {
      let cache = try CompilerModuleCache(compiler, installation)
      if cache.isComplete { return cache }
      try Folder.make(cache.path)
      let lock = try await FileLock.acquire(cache.path + ".lock") {}
      // The process that held the lock may have filled it in the meantime.
      if !cache.isComplete { try await cache.fill(by: compiler, options, installation) }
      withExtendedLifetime(lock) {}
      return cache.isComplete ? cache : nil
    } catch is any ToldError {
      return nil
    }
  }

  private var isComplete: Bool { FileManager.default.fileExists(atPath: marker) }

  private func fill(by compiler: SwiftCompiler, _ options: [String], _ installation: Installation) async throws {
    let scratch = try TemporaryDirectory()
    let source = scratch.path + "/main.swift"
    // It needs the package's checkout, and most lessons compile without that.
    let database = FileManager.default.fileExists(atPath: installation.sqliteModuleMap) ? ["LessonDatabase"] : []
    let text = (Self.imports + database).map { "#if canImport(\($0))\nimport \($0)\n#endif\n" }.joined()
    try AtomicFile.write(Data(text.utf8), to: source)
    let process = try GuardedProcess(
      GuardedCommand(
        [compiler.path] + options + arguments + [source, "-o", scratch.path + "/program"],
        environment: SwiftCompiler.environment(scratch), directory: scratch.path, memory: 4096),
      guardian: installation.guardian)
    let isDone = await process.waitForExit(timeout: .seconds(120))
    await process.end()
    guard isDone, process.exit == .code(0) else { return }
    try letOthersRead()
    try AtomicFile.write(Data(), to: marker)
  }

  /// Where pitfall runs as root, the compiler of a stranger's module is another user.
  private func letOthersRead() throws {
    let folders = try Folder.names(path).map { Path.joined(path, $0) }.filter(Folder.exists)
    let files = try folders.flatMap { folder in try Folder.names(folder).map { Path.joined(folder, $0) } }
    for file in [path] + folders + files {
      guard chmod(file, 0o755) == 0 else { throw FileError(path: file, action: "written", code: errno) }
    }
  }

  /// Whether a compiler failed because something is missing here or out of date; it names the file that it could not
  /// write. The cache is then filled anew for the next module.
  func failed(_ compilation: GuardedProcess) -> Bool {
    guard compilation.exit != .code(0), compilation.output.text.contains(path) else { return false }
    unlink(marker)
    return true
  }
}

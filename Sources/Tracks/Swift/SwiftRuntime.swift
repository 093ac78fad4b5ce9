internal import Base
internal import Files
internal import Foundation
package import ModuleRuntime

/// Compiles a Swift module straight against LessonKit's library.
package struct SwiftRuntime: TrackRuntime {
  /// `ST_NOEXEC` of C, which Swift does not import.
  private static let noExecution: UInt = 8
  private static let compilerPatience = Duration.seconds(60)
  /// What the compiler calls every learner's module.
  static let moduleName = "Module"
  private let installation: Installation
  private let isolation: Isolation

  /// Modules are compiled with this isolation, because a compiler can be misled by what it compiles.
  package init(_ installation: Installation, isolation: Isolation = .limits) {
    self.installation = installation
    self.isolation = isolation
  }

  package func prepare(_ source: ModuleSource, hooks: Hooks?, progress: @escaping @Sendable (String) -> Void)
    async throws -> PreparedModule
  {
    let found = try SwiftCompiler.find()
    let compiler = try isolation.tier.hidesFiles ? found.inToolchain() : found
    guard FileManager.default.fileExists(atPath: installation.lessonKitLibrary) else {
      throw MissingRequirement(
        what: "LessonKit is not built: \(installation.lessonKitLibrary) is missing.", next: "Run `make build`.")
    }
    let scratch = try TemporaryDirectory()
    let program = scratch.path + "/module"
    try Self.requireExecution(in: scratch.path)
    let paths = try CompilerPaths(source, scratch: scratch.path)
    try isolation.own(scratch.path)
    let options = options + (hooks == nil ? [] : ["-g"])
    let compilation = try await compile(paths, by: compiler, options, to: program, source, scratch)
    guard compilation.exit == .code(0) else { throw failure(compilation, paths) }
    return PreparedModule(
      source: source, arguments: [program], loopThread: .named(prefix: "NIO-ELT-"),
      // A crash would list frames and registers, which takes seconds on a busy machine and leaves no room in the end of
      // the log for the sentence that says why. With enable=no the runtime lists the frames itself.
      variables: [
        "SWIFT_BACKTRACE": "enable=yes,symbolicate=off,unwind=fast,threads=crashed,limit=1,output-to=/dev/null",
        LessonKitRecord.variable: LessonKitRecord.file,
      ].merging(hooks?.variables(source, installation) ?? [:]) { $1 },
      readable: [compiler.toolchain + "/lib", installation.lessonKitLibrary], scratch: scratch)
  }

  private func compile(
    _ paths: CompilerPaths, by compiler: SwiftCompiler, _ options: [String], to program: String,
    _ source: ModuleSource, _ scratch: TemporaryDirectory
  ) async throws -> GuardedProcess {
    var command = GuardedCommand(
      [compiler.path] + options + ["-o", program] + paths.files,
      environment: compiler.environment(scratch, isolation), directory: paths.directory, isolation: isolation,
      processors: 64, memory: 4096)
    command.readable = [compiler.toolchain, source.directory] + installation.compiledAgainst
    command.writable = [scratch.path]
    guard isolation.tier.hidesFiles,
      let cache = try await CompilerModuleCache.filled(by: compiler, options, installation)
    else { return try await run(command, paths) }
    var cached = command
    cached.arguments += cache.arguments
    cached.readable.append(cache.path)
    let compilation = try await run(cached, paths)
    return cache.failed(compilation) ? try await run(command, paths) : compilation
  }

  private func run(_ command: GuardedCommand, _ paths: CompilerPaths) async throws -> GuardedProcess {
    let compilation = try GuardedProcess(command, guardian: installation.guardian)
    let isDone = await withTaskCancellationHandler {
      await compilation.waitForExit(timeout: Self.compilerPatience)
    } onCancel: {
      compilation.abandon()
    }
    await compilation.end()
    try Task.checkCancellation()
    guard isDone else { throw StartFailure.compilesTooLong(Self.compilerPatience, log: words(of: compilation, paths)) }
    return compilation
  }

  private var options: [String] {
    [
      "-swift-version", "6", "-module-name", Self.moduleName, "-I", installation.swiftModules,
      // By its path, because a linker that searches for it reads the whole folder.
      installation.lessonKitLibrary, "-Xlinker", "-rpath", "-Xlinker", installation.products,
      // Stops a type-checker that would not finish, with a message.
      "-Xfrontend", "-solver-expression-time-threshold=5",
    ] + sqliteModule
  }

  /// Some machines keep temporary files where no program can be run.
  private static func requireExecution(in folder: String) throws {
    var system = statvfs()
    guard statvfs(folder, &system) == 0, system.f_flag & Self.noExecution != 0 else { return }
    throw MissingRequirement(
      what: "\(folder) is on a file system where programs cannot be run, and the compiled module has to be put there.",
      next: "Set TMPDIR to another folder.")
  }

  /// For lessons that import GRDB; all others compile without the package's checkout, too.
  private var sqliteModule: [String] {
    let map = installation.sqliteModuleMap
    return FileManager.default.fileExists(atPath: map) ? ["-Xcc", "-fmodule-map-file=" + map] : []
  }

  /// What the compiler printed, with the module's files as its author names them.
  private func words(of compilation: GuardedProcess, _ paths: CompilerPaths) -> String {
    CompilerMessages.withoutRepeats(
      paths.prefixes.reduce(compilation.output.text) { $0.replacingOccurrences(of: $1.harmless, with: "") })
  }

  private func failure(_ compilation: GuardedProcess, _ paths: CompilerPaths) -> any Error {
    let words = words(of: compilation, paths)
    if let limit = compilation.limit { return StartFailure.limit(limit, log: words) }
    // A .swiftmodule is bound to the compiler that made it.
    if words.contains("module compiled with Swift") || words.contains("cannot be imported by the Swift") {
      return SwiftCompiler.mismatch(
        words.split(separator: "\n").first { $0.contains("compiled with") }.map(String.init))
    }
    if words.contains("No space left on device") {
      return MissingRequirement(
        what: "The disk is full, so the module cannot be compiled.",
        next: "Free some space, or set TMPDIR to a folder on another disk.")
    }
    if compilation.exit == nil { return GuardianError.notStarted(words) }
    return StartFailure.doesNotCompile(words)
  }
}

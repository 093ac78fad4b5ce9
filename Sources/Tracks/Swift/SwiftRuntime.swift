internal import Files
internal import Foundation
package import ModuleRuntime

/// Compiles a Swift module straight against LessonKit's library.
package struct SwiftRuntime: TrackRuntime {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func prepare(_ source: ModuleSource, progress: @escaping @Sendable (String) -> Void) async throws
    -> PreparedModule
  {
    let compiler = try SwiftCompiler.find()
    guard FileManager.default.fileExists(atPath: installation.lessonKitLibrary) else {
      throw MissingRequirement(
        what: "LessonKit is not built: \(installation.lessonKitLibrary) is missing.", next: "Run `make build`.")
    }
    let scratch = try TemporaryDirectory()
    let program = scratch.path + "/module"
    let compilation = try GuardedProcess(
      GuardedCommand(
        [compiler.path] + arguments(source, program), environment: SwiftCompiler.environment(scratch),
        directory: source.directory, processors: 64, memory: 4096),
      guardian: installation.guardian)
    let isDone = await withTaskCancellationHandler {
      await compilation.waitForExit(timeout: .seconds(60))
    } onCancel: {
      compilation.abandon()
    }
    await compilation.end()
    try Task.checkCancellation()
    guard isDone else { throw StartFailure.doesNotCompile("The compiler did not finish within 60 seconds.") }
    guard compilation.exit == .code(0) else {
      throw failure(compilation, source)
    }
    return PreparedModule(
      source: source, arguments: [program], loopThread: .named(prefix: "NIO-ELT-"),
      // A crash would list frames and registers, which takes seconds on a busy machine and leaves no room in the end of
      // the log for the sentence that says why. With enable=no the runtime lists the frames itself.
      variables: [
        "SWIFT_BACKTRACE": "enable=yes,symbolicate=off,unwind=fast,threads=crashed,limit=1,output-to=/dev/null",
        LessonKitRecord.variable: LessonKitRecord.file,
      ],
      scratch: scratch)
  }

  private func arguments(_ source: ModuleSource, _ program: String) -> [String] {
    let products = installation.products
    return [
      "-swift-version", "6", "-module-name", "Module", "-I", installation.swiftModules,
      "-L", products, "-lLessonKit", "-Xlinker", "-rpath", "-Xlinker", products, "-o", program,
      // Stops a type-checker that would not finish, with a message.
      "-Xfrontend", "-solver-expression-time-threshold=5",
    ] + sqliteModule + source.files
  }

  /// For lessons that import GRDB; all others compile without the package's checkout, too.
  private var sqliteModule: [String] {
    let map = installation.sqliteModuleMap
    return FileManager.default.fileExists(atPath: map) ? ["-Xcc", "-fmodule-map-file=" + map] : []
  }

  private func failure(_ compilation: GuardedProcess, _ source: ModuleSource) -> any Error {
    let words = compilation.output.text.replacingOccurrences(of: source.directory + "/", with: "")
    if let limit = compilation.limit { return StartFailure.limit(limit, log: words) }
    // A .swiftmodule is bound to the compiler that made it.
    if words.contains("module compiled with Swift") || words.contains("cannot be imported by the Swift") {
      return SwiftCompiler.mismatch(
        words.split(separator: "\n").first { $0.contains("compiled with") }.map(String.init))
    }
    if compilation.exit == nil { return GuardianError.notStarted(words) }
    return StartFailure.doesNotCompile(words)
  }
}

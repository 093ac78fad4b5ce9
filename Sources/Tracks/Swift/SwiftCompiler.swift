internal import Files
internal import Foundation
package import ModuleRuntime

/// The `swiftc` of the search path.
package struct SwiftCompiler: Sendable {
  package let path: String

  package static func find() throws -> SwiftCompiler {
    guard let path = SearchPath.find("swiftc") else {
      throw MissingRequirement(
        what: "No swiftc is on PATH, so a Swift module cannot be compiled.",
        next: "Install Swift 6.3 from swift.org, or use --track fastapi, which needs only Python.")
    }
    return SwiftCompiler(path: path)
  }

  /// Such as "Swift version 6.3.1 (swift-6.3.1-RELEASE)"; nil when the compiler does not report it.
  package func version(_ installation: Installation) async throws -> String? {
    let scratch = try TemporaryDirectory()
    let process = try GuardedProcess(
      GuardedCommand([path, "--version"], environment: Self.environment(scratch), directory: installation.home),
      guardian: installation.guardian)
    _ = await process.waitForExit(timeout: .seconds(20))
    await process.end()
    return process.output.text.split(separator: "\n").first { $0.contains("Swift version") }.map(String.init)
  }

  /// The version that built LessonKit, or nil when LessonKit is not built.
  package static func builderOfLessonKit(_ installation: Installation) -> String? {
    let mark = "// swift-compiler-version: "
    let interface = FileManager.default.contents(atPath: installation.swiftModules + "/LessonKit.swiftinterface")
    return interface.map { String(decoding: $0, as: UTF8.self) }?
      .split(separator: "\n").first { $0.hasPrefix(mark) }
      .map { String($0.dropFirst(mark.count)) }
  }

  /// The user's environment with another folder for temporary files, because the compiler leaves some behind when it is
  /// killed, and even when it is asked only for its version.
  static func environment(_ scratch: TemporaryDirectory) -> [String: String] {
    ProcessInfo.processInfo.environment.merging(["TMPDIR": scratch.path]) { $1 }
  }

  /// The same, or only what the compiler needs when it must not learn anything about the user.
  func environment(_ scratch: TemporaryDirectory, _ isolation: Isolation) -> [String: String] {
    guard isolation.tier.hidesFiles else { return Self.environment(scratch) }
    return [
      "PATH": "\(toolchain)/bin:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": scratch.path,
      "TMPDIR": scratch.path,
    ]
  }

  /// The folder of its programs, libraries and modules.
  var toolchain: String {
    Path.folder(Path.folder(URL(fileURLWithPath: path).resolvingSymlinksInPath().path))
  }

  /// The same compiler by a path in its own folder, for where nothing else can be seen. Throws `MissingRequirement` when
  /// `path` leads to a program that only starts another compiler.
  func inToolchain() throws -> SwiftCompiler {
    guard FileManager.default.fileExists(atPath: toolchain + "/lib/swift") else {
      throw MissingRequirement(
        what: "\(path) belongs to no toolchain in \(toolchain), so it cannot run where it sees nothing else.",
        next: "Put the folder usr/bin of the toolchain itself on PATH.")
    }
    return SwiftCompiler(path: toolchain + "/bin/swiftc")
  }

  static func mismatch(_ detail: String?) -> MissingRequirement {
    MissingRequirement(
      what: "This swiftc is not the version that built LessonKit\(detail.map { ": \($0)" } ?? "").",
      next: "Run `make build` again, so that both have the same version.")
  }
}

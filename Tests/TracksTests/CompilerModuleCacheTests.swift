import Base
import Files
import Foundation
import ModuleRuntime
import TestSupport
import Testing
import Tracks

/// What the compiler of a stranger's module, who sees no home folder, finds compiled already.
@Suite("The compiler's module cache where the user's files are hidden", .timeLimit(.minutes(10)))
struct CompilerModuleCacheTests {
  private let folder: TemporaryDirectory
  private let installation: Installation
  /// Every compiler that ever filled one has its own.
  private var caches: String { installation.products + "/CompilerModuleCache" }

  /// A copy of what modules are compiled with, so that the cache is its own.
  init() throws {
    folder = try TemporaryDirectory()
    chmod(folder.path, 0o755)
    let built = Path.folder(try Products.path("pitfall"))
    for name in ["guardian", "libLessonKit.so", "Modules"] {
      let target = URL(fileURLWithPath: built + "/" + name).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: target, toPath: folder.path + "/" + name)
    }
    installation = Installation(products: folder.path, home: Products.project)
  }

  @Test("The first compilation fills it, and the next one writes nothing there")
  func fills() async throws {
    try await compile()
    let filled = try modules()
    #expect(filled.keys.contains { $0.contains("SwiftShims-") })
    #expect(try names().contains("complete"))
    try await compile()
    #expect(try modules() == filled)
  }

  @Test("A module that is missing in it costs time but not the result, and the next compilation finds it again")
  func refills() async throws {
    try await compile()
    let filled = try modules()
    for name in filled.keys where name.contains("SwiftShims-") { try FileManager.default.removeItem(atPath: name) }
    try await compile()
    #expect(try !names().contains("complete"))
    try await compile()
    #expect(try Set(modules().keys) == Set(filled.keys) && names().contains("complete"))
  }

  @Test("Where it cannot be made, modules compile without it")
  func doesWithout() async throws {
    try Data().write(to: URL(fileURLWithPath: caches))
    try await compile()
  }

  @Test("What a module's own errors say of its path does not change the message")
  func keepsMessages() async throws {
    try await compile()
    let cache = try #require(try names(caches).first { !$0.hasSuffix(".lock") })
    let text = "#error(\"\(caches)/\(cache)\")\n"
    let failure = await #expect(throws: StartFailure.self) { try await compile(text) }
    guard case .doesNotCompile(let log) = failure else { throw Unexpected("\(failure as Any)") }
    #expect(log.contains("main.swift:1:8: error: "))
  }

  private func compile(_ text: String = "import Foundation\nimport LessonKit\nprint(Date())\n") async throws {
    let tier = try await IsolationProbe(installation).strongest().tier
    guard tier.hidesFiles else { return }
    let submission = try TemporaryDirectory()
    chmod(submission.path, 0o755)
    try text.write(toFile: submission.path + "/main.swift", atomically: true, encoding: .utf8)
    let isolation = Isolation.slot(0, of: 1, tier: tier)
    _ = try await SwiftRuntime(installation, isolation: isolation).prepare(
      ModuleSource(submission.path, layout: .swift), hooks: nil, progress: { _ in })
  }

  private func names(_ folder: String? = nil) throws -> [String] {
    if let folder { return try Folder.names(folder) }
    return try Folder.names(caches).flatMap {
      try Folder.exists(caches + "/" + $0) ? Folder.names(caches + "/" + $0) : []
    }
  }

  /// The paths of what is compiled in it, with the times of the last change.
  private func modules() throws -> [String: Date] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: caches).filter { $0.hasSuffix(".pcm") }
      .map { caches + "/" + $0 }
    return try Dictionary(
      uniqueKeysWithValues: paths.map { path in
        (path, try #require(FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date))
      })
  }
}

import TestSupport
import Testing

@Suite("The package manifest beside a Swift copy", .timeLimit(.minutes(30)))
struct EditorManifestTests {
  @Test("The copy builds as a package, which an editor needs to understand it, with a database too")
  func builds() async throws {
    let sandbox = try Sandbox()
    #expect(try await Pitfall(sandbox).run(["start", "01"]).exit == 0)
    let relative = "workspace/01-blocking/swift"
    let folder = "\(sandbox.path)/\(relative)"
    try sandbox.write("import LessonDatabase\nlet queue: DatabaseQueue? = nil\n", to: "\(relative)/Database.swift")
    let build = ["swift", "build", "--package-path", folder, "--scratch-path", sandbox.path + "/built"]
    let built = try await Turns.take { try await Tool.system("env").run(build) }
    #expect(built.status == 0, "\(built.output)\(built.errors)")
    #expect(!built.output.contains("warning:"), "\(built.output)")
    try expectNothingLeft(sandbox)
  }
}

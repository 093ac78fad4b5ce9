import Files
import Foundation
import ModuleRuntime
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct LessonKitPageTests {
  @Test("LessonKit's page fits 80 columns with its code indented by 4, and has no tables, which the prompt cannot show")
  func fitsScreen() throws {
    let page = try String(
      contentsOfFile: Installation.around(executable: Products.path("pitfall")).lessonKitPage, encoding: .utf8)
    for line in page.split(separator: "\n") {
      #expect(line.count <= 76 && !line.hasPrefix("|"), "\(line)")
    }
  }

  @Test("Every block of code on LessonKit's page compiles as a lesson, with a database too")
  func compiles() async throws {
    let installation = try Installation.around(executable: Products.path("pitfall"))
    let page = try String(contentsOfFile: installation.lessonKitPage, encoding: .utf8)
    let blocks = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(blocks.contains { $0.contains("import LessonDatabase") })
    for block in blocks {
      let folder = try TemporaryDirectory()
      try block.write(toFile: folder.path + "/main.swift", atomically: true, encoding: .utf8)
      let source = try ModuleSource(folder.path, layout: .swift)
      await #expect(throws: Never.self) {
        try await SwiftRuntime(installation).prepare(source, progress: { _ in })
      }
    }
  }
}

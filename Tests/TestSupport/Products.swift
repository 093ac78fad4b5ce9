internal import Foundation

/// The programs built next to the test program.
package enum Products {
  /// The root folder of this checkout.
  package static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  package static func path(_ name: String) throws -> String {
    for start in ["/proc/self/exe", CommandLine.arguments[0]] {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let file = folder.appendingPathComponent(name).path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue {
          return file
        }
      }
    }
    throw Unexpected("\(name) was not built beside \(CommandLine.arguments[0])")
  }

  /// The project's lessons as messages list them: "01-blocking, 02-dependencies" and so on.
  package static var lessonList: String {
    ((try? FileManager.default.contentsOfDirectory(atPath: project + "/Lessons")) ?? []).sorted().joined(
      separator: ", ")
  }
}

package import Base
internal import Files
internal import Foundation
package import ModuleRuntime

extension Track {
  package static let swift = Track("swift")
}

extension TrackLayout {
  package static let swift = TrackLayout(
    track: .swift, title: "Swift", language: "Swift", mainFile: "main.swift", sourceSuffix: ".swift",
    isWholeFolder: true, toolFiles: ["LessonKit.md", "Package.resolved", "Package.swift"])
}

/// Swift programs on LessonKit, compiled by the learner's own compiler.
package struct SwiftTrack: TrackDefinition {
  package let layout = TrackLayout.swift
  package let isCompiled = true
  package let faultLog: any FaultLogReader = SwiftFaultLog()

  package init() {}

  package func hint(on failure: StartFailure) -> String? {
    switch failure {
    case .neverListened: "End main.swift with `try await app.run()`, which makes the module serve."
    case .servesElsewhere:
      "Serve with `try await app.run()` alone: it takes the socket that pitfall gives to the module."
    default: nil
    }
  }

  package func runtime(_ installation: Installation, isolation: Isolation) -> any TrackRuntime {
    SwiftRuntime(installation, isolation: isolation)
  }

  package func logStatement(_ text: String) -> String { "Log.info(\"\(text)\")" }

  package func stackReader(_ installation: Installation) -> any StackReader { EuStack() }

  package func examine(_ installation: Installation) async -> [DoctorFinding] {
    await SwiftExamination(installation).examine()
  }

  /// The page on LessonKit, and a package manifest for editors.
  package func workspaceFiles(_ installation: Installation) throws -> [String: String] {
    guard let page = try RegularFile.read(installation.lessonKitPage) else {
      throw MissingRequirement(
        what: "\(installation.lessonKitPage) is missing.", next: "Restore it with `git checkout`.")
    }
    return [
      "LessonKit.md": String(decoding: page, as: UTF8.self), "Package.swift": EditorManifest.text(installation),
    ]
  }

  package func toolFiles(_ installation: Installation) -> [String] { [installation.lessonKitLibrary] }
}

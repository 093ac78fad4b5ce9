package import Base
internal import Foundation
package import ModuleRuntime
internal import Tracks

/// The versions of what judges, for the evidence.
package enum ToolVersions {
  /// As they are written somewhere, because to ask each program takes tenths of a second. That of Python only when its
  /// environment is made.
  package static func all(tracks: Set<Track>, installation: Installation) -> [String: String] {
    var versions = ["pitfall": PitfallVersion.text, "kernel": kernel]
    if tracks.contains(.swift) {
      // No other compiler's modules work with LessonKit.
      versions["swift"] = SwiftCompiler.builderOfLessonKit(installation)
    }
    if tracks.contains(.fastapi) {
      versions.merge(pinned(installation)) { first, _ in first }
      versions["python"] = python(installation)
    }
    return versions.mapValues { $0.excerpt() }
  }

  private static var kernel: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    return withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func pinned(_ installation: Installation) -> [String: String] {
    let file = FastAPIEnvironment.requirementsFile(home: installation.home)
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").reduce(into: [:]) { versions, line in
      for name in ["fastapi", "uvicorn"] where line.hasPrefix(name + "==") {
        versions[name] = line.dropFirst(name.count + 2).split(whereSeparator: { " ;\\".contains($0) }).first
          .map(String.init)
      }
    }
  }

  /// Of the environment, once it is made.
  private static func python(_ installation: Installation) -> String? {
    guard let python = FastAPIEnvironment.existing(home: installation.home)?.python else { return nil }
    let file = URL(fileURLWithPath: python).deletingLastPathComponent().deletingLastPathComponent().path + "/pyvenv.cfg"
    let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.first { $0.hasPrefix("version") }?.split(separator: "=").last
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

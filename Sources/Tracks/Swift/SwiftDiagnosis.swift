internal import Foundation
internal import ModuleRuntime

/// Whether Swift modules can be compiled here.
struct SwiftDiagnosis {
  private let installation: Installation

  init(_ installation: Installation) {
    self.installation = installation
  }

  func diagnose() async -> [Diagnosis] { [await compiler(), lessonKit()] }

  private func compiler() async -> Diagnosis {
    let name = "Swift compiler"
    do {
      let compiler = try SwiftCompiler.find()
      guard let version = try await compiler.version(installation) else {
        return Diagnosis(
          name, .missing, "\(compiler.path) does not report its version",
          fix: "Install Swift 6.3 from swift.org and put it first on PATH.")
      }
      return Diagnosis(name, .ok, "\(compiler.path), \(version)")
    } catch let missing as MissingRequirement {
      return Diagnosis(name, .missing, missing.what, fix: missing.next)
    } catch {
      return Diagnosis(name, .missing, "\(error)", fix: "Run `make build`.")
    }
  }

  private func lessonKit() -> Diagnosis {
    let name = "LessonKit"
    guard FileManager.default.fileExists(atPath: installation.lessonKitLibrary),
      let builder = SwiftCompiler.builderOfLessonKit(installation)
    else {
      return Diagnosis(name, .missing, "not built in \(installation.products)", fix: "Run `make build`.")
    }
    return Diagnosis(name, .ok, "built by \(builder)")
  }
}

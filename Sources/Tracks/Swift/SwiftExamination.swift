internal import Foundation
internal import ModuleRuntime

/// Whether Swift modules can be compiled here.
struct SwiftExamination {
  private let installation: Installation

  init(_ installation: Installation) {
    self.installation = installation
  }

  func examine() async -> [DoctorFinding] { [await compiler(), lessonKit()] }

  private func compiler() async -> DoctorFinding {
    let name = "Swift compiler"
    do {
      let compiler = try SwiftCompiler.find()
      guard let version = try await compiler.version(installation) else {
        return DoctorFinding(
          name, .missing, "\(compiler.path) does not report its version",
          fix: "Install Swift 6.3 from swift.org and put it first on PATH.")
      }
      return DoctorFinding(name, .ok, "\(compiler.path), \(version)")
    } catch let missing as MissingRequirement {
      return DoctorFinding(name, .missing, missing.what, fix: missing.next)
    } catch {
      return DoctorFinding(name, .missing, "\(error)", fix: "Run `make build`.")
    }
  }

  private func lessonKit() -> DoctorFinding {
    let name = "LessonKit"
    guard FileManager.default.fileExists(atPath: installation.lessonKitLibrary),
      let builder = SwiftCompiler.builderOfLessonKit(installation)
    else {
      return DoctorFinding(name, .missing, "not built in \(installation.products)", fix: "Run `make build`.")
    }
    return DoctorFinding(name, .ok, "built by \(builder)")
  }
}

internal import Foundation
package import ModuleRuntime

/// Looks at everything that pitfall needs of a machine.
package struct Doctor: Sendable {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func examine() async -> [Diagnosis] {
    var found = [await compiler(), lessonKit(), guardian()]
    found += await FastAPIEnvironment.diagnose(home: installation.home)
    found += [await DebianPackages(installation).diagnose(), await kernelRights(), processors()]
    return found
  }

  private func compiler() async -> Diagnosis {
    let name = "Swift compiler"
    do {
      let compiler = try SwiftCompiler.find()
      guard let version = try await compiler.version(installation) else {
        return Diagnosis(
          name, .missing, "\(compiler.path) does not tell its version",
          mend: "Install Swift 6.3 from swift.org and put it first on PATH.")
      }
      return Diagnosis(name, .ok, "\(compiler.path), \(version)")
    } catch let missing as MissingRequirement {
      return Diagnosis(name, .missing, missing.what, mend: missing.next)
    } catch {
      return Diagnosis(name, .missing, "\(error)", mend: "Run `make build`.")
    }
  }

  private func lessonKit() -> Diagnosis {
    let name = "LessonKit"
    guard FileManager.default.fileExists(atPath: installation.lessonKitLibrary),
      let builder = SwiftCompiler.builderOfLessonKit(installation)
    else {
      return Diagnosis(name, .missing, "not built below \(installation.products)", mend: "Run `make build`.")
    }
    return Diagnosis(name, .ok, "built by \(builder)")
  }

  private func guardian() -> Diagnosis {
    FileManager.default.isExecutableFile(atPath: installation.guardian)
      ? Diagnosis("guardian", .ok, installation.guardian)
      : Diagnosis("guardian", .missing, "\(installation.guardian) is not there", mend: "Run `make build`.")
  }

  /// Tries it on a child, for the rights depend on more than can be looked up.
  private func kernelRights() async -> Diagnosis {
    let name = "kernel's view of system calls"
    do {
      let process = try GuardedProcess(
        GuardedCommand(["/bin/sleep", "5"], environment: [:], directory: "/"), guardian: installation.guardian)
      let pid = try await process.processID()
      let sample = try ThreadWitness(processID: pid, threadID: pid).sample()
      await process.end()
      guard sample.call != .unreadable else {
        return Diagnosis(
          name, .limited, "/proc/PID/syscall may not be read: a blocked loop is told by its thread's state alone",
          mend: "In a container, allow SYS_PTRACE; elsewhere, see kernel.yama.ptrace_scope.")
      }
      return Diagnosis(name, .ok, "/proc/PID/syscall can be read")
    } catch {
      return Diagnosis(name, .missing, "\(error)", mend: "pitfall needs Linux with /proc mounted.")
    }
  }

  private func processors() -> Diagnosis {
    let count = ProcessInfo.processInfo.activeProcessorCount
    return count >= 2
      ? Diagnosis("processors", .ok, "\(count)")
      : Diagnosis(
        "processors", .limited, "1: a module and its client share it", mend: "Give this machine a second core.")
  }
}

internal import Foundation
package import ModuleRuntime

/// Looks at everything that pitfall needs of a machine.
package struct Doctor: Sendable {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func examine() async -> [Diagnosis] {
    var found: [Diagnosis] = []
    for track in TrackRegistry.all { found += await track.diagnose(installation) }
    found += [guardian(), await DebianPackages(installation).diagnose(), await kernelRights(), processors()]
    return found
  }

  private func guardian() -> Diagnosis {
    FileManager.default.isExecutableFile(atPath: installation.guardian)
      ? Diagnosis("guardian", .ok, installation.guardian)
      : Diagnosis("guardian", .missing, "\(installation.guardian) is not there", fix: "Run `make build`.")
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
          fix: "In a container, allow SYS_PTRACE; elsewhere, see kernel.yama.ptrace_scope.")
      }
      return Diagnosis(name, .ok, "/proc/PID/syscall can be read")
    } catch {
      return Diagnosis(name, .missing, "\(error)", fix: "pitfall needs Linux with /proc mounted.")
    }
  }

  private func processors() -> Diagnosis {
    let count = ProcessInfo.processInfo.activeProcessorCount
    return count >= 2
      ? Diagnosis("processors", .ok, "\(count)")
      : Diagnosis(
        "processors", .limited, "1: a module and its client share it", fix: "Give this machine a second core.")
  }
}

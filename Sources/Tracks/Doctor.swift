internal import Foundation
package import ModuleRuntime

/// Checks this machine for everything that pitfall needs.
package struct Doctor: Sendable {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func examine() async -> [DoctorFinding] {
    var found: [DoctorFinding] = []
    for track in TrackRegistry.all { found += await track.examine(installation) }
    found += [
      guardian(), await DebianPackages(installation).examine(), await kernelRights(), await isolation(), processors(),
    ]
    return found
  }

  private func guardian() -> DoctorFinding {
    FileManager.default.isExecutableFile(atPath: installation.guardian)
      ? DoctorFinding("guardian", .ok, installation.guardian)
      : DoctorFinding("guardian", .missing, "\(installation.guardian) is missing", fix: "Run `make build`.")
  }

  /// Tries it on a child process, because the rights depend on more than can be looked up.
  private func kernelRights() async -> DoctorFinding {
    let name = "kernel's view of system calls"
    do {
      let process = try GuardedProcess(
        GuardedCommand(["/bin/sleep", "5"], environment: [:], directory: "/"), guardian: installation.guardian)
      let pid = try await process.processID()
      let sample = try ThreadWitness(processID: pid, threadID: pid).sample()
      await process.end()
      guard sample.call != .unreadable else {
        return DoctorFinding(
          name, .limited,
          "/proc/PID/syscall cannot be read, so a blocked event loop is recognized by its thread's state alone",
          fix: "In a container, allow SYS_PTRACE; elsewhere, see kernel.yama.ptrace_scope.")
      }
      return DoctorFinding(name, .ok, "/proc/PID/syscall can be read")
    } catch {
      return DoctorFinding(name, .missing, "\(error)", fix: "pitfall needs Linux with /proc mounted.")
    }
  }

  private func isolation() async -> DoctorFinding {
    do {
      let strongest = try await IsolationProbe(installation).strongest()
      if strongest.tier == .full { return DoctorFinding("isolation", .ok, "full") }
      let reason = strongest.missing[.full] ?? "unknown"
      return DoctorFinding(
        "isolation", .limited, "\(strongest.tier.rawValue), because for more: \(reason)",
        fix: "Only `grade` needs more: run it as root, or allow unprivileged user namespaces.")
    } catch {
      return DoctorFinding("isolation", .missing, "\(error)", fix: "Run `make build`.")
    }
  }

  private func processors() -> DoctorFinding {
    let count = ProcessInfo.processInfo.activeProcessorCount
    return count >= 2
      ? DoctorFinding("processors", .ok, "\(count)")
      : DoctorFinding(
        "processors", .limited, "1, which a module and its client share", fix: "Give this machine a second core.")
  }
}

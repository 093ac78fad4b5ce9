internal import Foundation
internal import ModuleRuntime

/// Whether the system packages that `make` installs are there, as far as Debian's own tool can tell.
struct DebianPackages {
  private let installation: Installation

  init(_ installation: Installation) {
    self.installation = installation
  }

  func examine() async -> DoctorFinding {
    let name = "system packages"
    let file = installation.home + "/Requirements/debian.txt"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      return DoctorFinding(name, .limited, "\(file) cannot be read", fix: "Restore it with `git checkout`.")
    }
    let wanted = text.split(separator: "\n").map(String.init)
    guard let tool = SearchPath.find("dpkg-query") else {
      return DoctorFinding(
        name, .limited, "this is not Debian, so pitfall cannot tell whether they are installed",
        fix: "Install the equivalents of \(wanted.joined(separator: ", ")).")
    }
    do {
      let installed = try await installed(wanted, tool)
      let missing = wanted.filter { !installed.contains($0) }
      guard missing.isEmpty else {
        let names = missing.joined(separator: " ")
        return DoctorFinding(name, .limited, "missing: \(names)", fix: "apt-get install \(names), or `make packages`.")
      }
      return DoctorFinding(name, .ok, wanted.joined(separator: ", "))
    } catch {
      return DoctorFinding(name, .limited, "\(error)", fix: "Run `dpkg-query --show` by hand.")
    }
  }

  /// Those of `names` that are fully installed. The tool exits with an error when one of them is not, which adds nothing.
  private func installed(_ names: [String], _ tool: String) async throws -> Set<String> {
    let process = try GuardedProcess(
      GuardedCommand(
        [tool, "--show", "--showformat=${db:Status-Status} ${Package}\\n"] + names,
        environment: ProcessInfo.processInfo.environment, directory: "/"),
      guardian: installation.guardian)
    _ = await process.waitForExit(timeout: .seconds(20))
    await process.end()
    return Set(
      process.output.text.split(separator: "\n").filter { $0.hasPrefix("installed ") }
        .map { String($0.dropFirst("installed ".count)) })
  }
}

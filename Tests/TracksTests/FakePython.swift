import Foundation
import TestSupport

/// A project's folder and its own PATH, on which scripts replace Python.
final class FakePython: Sendable {
  let home: String
  var environment: [String: String] { ["PATH": home + "/bin", "LOG": home + "/log"] }

  init() throws {
    home =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/pitfall-" + UUID().uuidString
    for folder in ["bin", "Requirements"] {
      try FileManager.default.createDirectory(atPath: "\(home)/\(folder)", withIntermediateDirectories: true)
    }
    try "one==1.0 \\\n    --hash=sha256:00\ntwo==2.0 \\\n    --hash=sha256:00\n"
      .write(toFile: home + "/Requirements/fastapi.txt", atomically: true, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: home)
  }

  /// Adds a Python to the PATH; `pip` is what its pip does, as a shell script.
  func install(
    _ name: String = "python3", version: String = "3.12.4", venv: String = "True", ensurepip: String = "True",
    pip: String = "exit 0"
  ) async throws {
    let script = """
      #!/bin/sh
      PATH=/usr/bin:/bin
      echo "$*" >> "$LOG"
      shift
      case "$1 $2" in
      "-c import"*) echo "python \(version) \(venv) \(ensurepip)" ;;
      "-c pass") exit 0 ;;
      "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
      "-m pip") \(pip) ;;
      "-m compileall") exit 0 ;;
      *) echo "unexpected: $*"; exit 2 ;;
      esac
      """
    try await put(name, script)
  }

  /// Another process writes the file: if this process had it open while a concurrent test forks, the file could not be
  /// executed.
  func put(_ name: String, _ script: String) async throws {
    let shell = try await Tool.system("bash").run(
      ["-c", "printf %s \"$1\" > \"$2\" && chmod 755 \"$2\"", "bash", script, "\(home)/bin/\(name)"])
    guard shell.status == 0 else { throw Unexpected(shell.errors) }
  }

  /// The number of Python calls whose command begins with this.
  func calls(_ beginning: String) throws -> Int {
    try String(contentsOfFile: home + "/log", encoding: .utf8).split(separator: "\n")
      .count { $0.hasPrefix("-I " + beginning) }
  }
}

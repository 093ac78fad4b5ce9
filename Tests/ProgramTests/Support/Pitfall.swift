import Base
import Foundation
import Subprocess
import TestSupport

/// The built program, run as its users run it.
struct Pitfall {
  let sandbox: Sandbox
  /// Overrides the tests' own environment; nil removes a variable.
  var environment: [String: String?] = [:]
  /// The executable of another installation.
  var executable: String?
  /// True when it does nothing but wait, so that others may judge in the meantime.
  var isIdle = false
  /// Reached only by a program that hangs, which is then killed.
  var deadline = Patience.long

  init(_ sandbox: Sandbox, isIdle: Bool = false) {
    self.sandbox = sandbox
    self.isIdle = isIdle
  }

  /// Runs the program to its end. `meanwhile` gets the running program, once it runs.
  func run(
    _ arguments: [String], meanwhile: @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    if executable == nil && arguments.contains("fastapi") { try await SharedEnvironment.isMade() }
    let path = try executable ?? Products.path("pitfall")
    var outcome = try await inTurn(!isIdle && Self.judges(arguments)) {
      try await run(path, arguments, meanwhile: meanwhile)
    }
    guard Self.judges(arguments) else { return outcome }
    // As `lesson check` does with a run that was inconclusive beside others.
    if outcome.isInconclusive && leavesNothing(arguments) {
      outcome = try await Turns.takeAll { try await run(path, arguments) }
    }
    return try outcome.orExcused()
  }

  /// Runs a shell command line in which "$pitfall" is the program.
  func shell(_ line: String) async throws -> Outcome {
    let pitfall = try executable ?? Products.path("pitfall")
    return try await inTurn(!isIdle) { try await run("/bin/bash", ["-c", "pitfall=$0; \(line)", pitfall]) }
      .orExcused()
  }

  /// True for a judgement that changes neither a learner's progress nor a journal that a later one resumes.
  private func leavesNothing(_ arguments: [String]) -> Bool {
    switch arguments.first {
    case "verify":
      !FileManager.default.fileExists(atPath: sandbox.path + "/workspace") || arguments.contains("--module")
    case "lesson": !arguments.contains("--resume")
    case "demo": true
    default: false
    }
  }

  private static func judges(_ arguments: [String]) -> Bool {
    [
      "verify", "run", "diagnose", "demo", "lesson", "welcome", "start", "next", "skip", "grade", "class",
    ].contains(
      arguments.first ?? "welcome")
      && !arguments.contains("--help") && !arguments.contains("handout")
  }

  private func inTurn(_ isTaken: Bool, _ work: () async throws -> Outcome) async throws -> Outcome {
    isTaken ? try await Turns.take(work) : try await work()
  }

  /// Runs another executable in the same environment.
  func run(
    _ path: String, _ arguments: [String], meanwhile: @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: Arguments(arguments.map { $0.keptBytes + [0] }), environment: .custom(variables),
      workingDirectory: .init(sandbox.path), input: .none, output: .sequence, error: .sequence
    ) { execution in
      let running = Running(processID: execution.processIdentifier.value)
      let watchdog = Task { [deadline] in
        try await Task.sleep(for: deadline)
        running.killForBeingLate()
      }
      defer { watchdog.cancel() }
      async let output = Self.text(execution.standardOutput) { _ in }
      async let errors = Self.listen(to: execution.standardError, running)
      do {
        try await meanwhile(running)
      } catch {
        running.signal(SIGKILL)
        throw error
      }
      return (output: try await output, errors: try await errors, isLate: running.isLate)
    }
    let (output, errors, isLate) = result.closureResult
    guard !isLate else {
      throw Unexpected("'\(arguments.joined(separator: " "))' did not end within \(deadline):\n\(output)\(errors)")
    }
    let exit: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    return Outcome(exit: exit, output: output, errors: errors)
  }

  private var variables: [Subprocess.Environment.Key: String] {
    var variables = ProcessInfo.processInfo.environment
    // The user's own settings of colour, width and language are not tested here.
    for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "ACCESSIBLE", "LC_ALL", "LC_CTYPE"] {
      variables[name] = nil
    }
    variables["LANG"] = "C.UTF-8"
    variables["TMPDIR"] = sandbox.temporary
    for (name, value) in environment { variables[name] = value }
    return Dictionary(
      uniqueKeysWithValues: variables.compactMap { name, value in
        Subprocess.Environment.Key(rawValue: name).map { ($0, value) }
      })
  }

  private static func listen(to stream: SubprocessOutputSequence, _ running: Running) async throws -> String {
    defer { running.finish() }
    return try await text(stream) { running.sayLine($0) }
  }

  private static func text(
    _ stream: SubprocessOutputSequence, line: (String) -> Void
  ) async throws -> String {
    var bytes: [UInt8] = []
    var lineStart = 0
    for try await buffer in stream {
      buffer.withUnsafeBytes { bytes += $0 }
      while let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
        line(String(decoding: bytes[lineStart..<end], as: UTF8.self))
        lineStart = end + 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

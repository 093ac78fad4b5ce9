import Foundation
import TestSupport

/// A class and what `grade export` writes for it, run as the engine would run it.
struct ExportedFolder {
  /// What must be the same however a class is graded.
  struct Result: Decodable, Equatable {
    let outcome: String
    let points: Double
    let seed: UInt64
  }

  static let key = String(repeating: "5a", count: 32)

  let graded: GradedFolder
  var sandbox: Sandbox { graded.sandbox }

  init() throws {
    graded = GradedFolder(sandbox: try Sandbox())
    try sandbox.write(Self.key + "\n", to: "key/course.key")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: sandbox.path + "/key/course.key")
  }

  /// Two right submissions and a wrong one, in both tracks.
  func submitClass() async throws {
    try await SharedEnvironment.isMade()
    try graded.submit("alice", "Solutions/01-blocking/swift/async-client")
    try graded.submit("bob", "Lessons/01-blocking/swift")
    try graded.submit("carol.py", "Solutions/01-blocking/fastapi/async-client/main.py")
  }

  func export(_ engine: String, _ options: [String] = ["--lesson", "01"]) async throws {
    let outcome = try await plain.run(["grade", "export", engine, "--out", engine] + options)
    guard outcome.exit == 0 else { throw Unexpected(outcome.errors) }
  }

  /// Not in turn with others, because nothing is judged.
  private var plain: Pitfall {
    var pitfall = graded.pitfall
    pitfall.isIdle = true
    return pitfall
  }

  /// Grades the class in one piece.
  func whole() async throws -> [String: Result] {
    let outcome = try await graded.pitfall.run(
      ["grade", "class", "--lesson", "01", "--out", "whole", "--key", "key/course.key"])
    guard outcome.exit == 1 else { throw Unexpected(outcome.errors) }
    return try results(in: "whole")
  }

  func results(in folder: String) throws -> [String: Result] {
    Dictionary(
      try graded.lines(in: folder).map {
        ("\($0.submission) \($0.track)", Result(outcome: $0.outcome, points: $0.score.points, seed: $0.evidence.seed))
      }
    ) { $1 }
  }

  func text(_ name: String) throws -> String { try graded.text(name, in: ".") }

  /// `pitfall` on PATH: the real one, or a script in its place, which can append to the file "calls".
  func install(_ script: String? = nil) async throws {
    try await sandbox.script("pitfall", script ?? "#!/bin/bash\nexec \(try Products.path("pitfall")) \"$@\"\n")
  }

  /// Runs a shell script with that `pitfall` in a folder of the sandbox.
  func run(
    _ script: String, in folder: String = ".", _ variables: [String: String] = [:], judges: Bool = true
  ) async throws -> Outcome {
    var pitfall = judges ? graded.pitfall : plain
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    pitfall.environment["PATH"] = sandbox.path + "/bin:" + path
    for (name, value) in variables { pitfall.environment[name] = value }
    return try await pitfall.shell("cd '\(sandbox.path)/\(folder)' && { \(script)\n}")
  }
}

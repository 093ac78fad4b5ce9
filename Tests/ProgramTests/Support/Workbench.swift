import Foundation
import TestSupport
import Testing

/// The built program at a terminal, in a test's own folder.
struct Workbench {
  let sandbox: Sandbox
  var arguments: [String] = []
  var environment: [String: String] = [:]
  var rows = 24
  var columns = 80
  /// True when it is started by an interactive shell, which stays.
  var isInShell = false
  /// True when it measures, and so waits for its turn.
  var isMeasuring = false

  init(_ sandbox: Sandbox) {
    self.sandbox = sandbox
  }

  var workspace: String { sandbox.path + "/workspace" }
  var progress: String { workspace + "/progress.json" }
  var history: String { sandbox.path + "/state/pitfall/history" }

  /// A shell command in which "$pitfall" is the program, instead of the program alone.
  var shellCommand: String?

  func run<Result: Sendable>(_ body: (Terminal) async throws -> Result) async throws -> Result {
    guard isMeasuring else { return try await start(body) }
    return try await Turns.take { try await start(body) }
  }

  private func start<Result: Sendable>(_ body: (Terminal) async throws -> Result) async throws -> Result {
    let pitfall = try Products.path("pitfall")
    let command = shellCommand.map { ["/bin/bash", "-c", "pitfall=$0; \($0)", pitfall] } ?? [pitfall] + arguments
    let own = ["TMPDIR": sandbox.temporary, "XDG_STATE_HOME": sandbox.path + "/state"]
    return try await Terminal.run(
      ["/usr/bin/env", "--chdir=\(sandbox.path)"] + command, rows: rows, columns: columns,
      environment: own.merging(environment) { $1 }, shell: isInShell, body)
  }

  /// Creates the copy of lesson 1, as `start` does, without measuring it; returns its main file.
  @discardableResult
  static func begin(_ sandbox: Sandbox, with text: String? = nil, in workspace: String = "workspace") throws -> String {
    let broken = Products.project + "/Lessons/01-blocking/swift/main.swift"
    let file = try sandbox.write(
      text ?? String(contentsOfFile: broken, encoding: .utf8), to: "\(workspace)/01-blocking/swift/main.swift")
    try sandbox.write(
      #"{"format_version":1,"progress":{"current":{"lesson":"01-blocking","track":"swift"},"lessons":{}}}"#,
      to: "\(workspace)/progress.json")
    return file
  }

  /// Makes compilations wait until the test lets them go: a verification as long as a test needs. The compiler fails
  /// then, unless it `compiles` before it waits.
  ///
  /// A module that waits would not do: it has less time to listen than a busy machine may need for a test's steps.
  mutating func holdCompiler(compiles: Bool = false) async throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    try await sandbox.script(
      "swiftc",
      """
      #!/bin/sh
      \(compiles ? "PATH='\(path)' /usr/bin/env swiftc \"$@\"" : "echo 'main.swift:1:1: error: on purpose'; false")
      code=$?
      : > '\(sandbox.path)/held'
      while ! [ -e '\(sandbox.path)/go' ]; do sleep 0.02; done
      exit $code
      """)
    environment["PATH"] = "\(sandbox.path)/bin:\(path)"
  }

  /// Waits until a compilation waits.
  func waitUntilHeld() async throws {
    try await until("the compiler waits") { FileManager.default.fileExists(atPath: sandbox.path + "/held") }
  }

  static func letGo(_ sandbox: Sandbox) throws { try sandbox.write("", to: "go") }
}

extension Terminal {
  /// Waits for a prompt of these words with nothing typed after it, and the cursor there.
  func waitForPrompt(_ words: String = "01-blocking", sign: String = "❯") async throws {
    let prompt = "\(words) \(sign)"
    try await wait(until: { $0.line == prompt && $0.x == prompt.count + 1 })
  }

  func enter(_ line: String) async throws { try await type(line + "\r") }

  /// Enters a line at the prompt and waits for the next prompt, which appears when the command has ended.
  func command(
    _ line: String, at before: String = "01-blocking", then after: String = "01-blocking", sign: String = "❯"
  ) async throws {
    try await waitForPrompt(before, sign: sign)
    try await type(line)
    try await wait(until: { $0.line == "\(before) \(sign) \(line)" })
    try await type("\r")
    try await waitForPrompt(after, sign: sign)
  }

  /// The screen's text between this line, entered at the prompt, and the next prompt.
  func answer(
    to line: String, at before: String = "01-blocking", sign: String = "❯"
  ) async throws -> ArraySlice<String> {
    let prompt = "\(before) \(sign)"
    try await waitForPrompt(before, sign: sign)
    let count = try await lines().count { $0.hasPrefix(prompt) }
    try await type(line)
    try await wait(until: { $0.line == (line.isEmpty ? prompt : "\(prompt) \(line)") })
    try await type("\r")
    try await wait(for: prompt, count: count + 1)
    try await waitForPrompt(before, sign: sign)
    let lines = try await lines()
    let prompts = lines.indices.filter { lines[$0].hasPrefix(prompt) }.suffix(2)
    guard let first = prompts.first, let last = prompts.last, first < last else {
      throw Unexpected("There are no two prompts:\n\(lines.joined(separator: "\n"))")
    }
    return lines[(first + 1)..<last]
  }

  /// Waits for the prompt of a command with this activity.
  func waitUntilBusy(_ activity: String = "compiling the module") async throws {
    try await waitForPrompt("[\(activity)]")
  }

  /// Expects that it printed this line, in one piece however the screen wrapped it.
  func expectLine(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let lines = try await lines()
    #expect(lines.contains(line), sourceLocation: sourceLocation)
  }

  /// Everything that was printed, with every run of blanks and line breaks as one blank.
  func sentences() async throws -> String {
    try await lines().joined(separator: "\n").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The printed text, as a pipe would have carried it.
  func text() async throws -> String { String(decoding: try await output(), as: UTF8.self) }
}

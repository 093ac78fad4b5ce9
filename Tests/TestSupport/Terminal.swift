internal import Foundation

/// A program in a pseudo-terminal, with a model of its screen.
///
/// All its processes are killed by `end()`, when the last reference is gone, and when the test program dies.
package actor Terminal {
  package struct Modes: Sendable, Equatable, Decodable {
    package let icanon: Bool
    package let echo: Bool
    package let isig: Bool

    /// The modes in which a shell starts programs.
    package static let original = Modes(icanon: true, echo: true, isig: true)
    /// The modes that a line editor sets.
    package static let editing = Modes(icanon: false, echo: false, isig: false)
  }

  private let driver: TerminalDriver
  private var waiting: [CheckedContinuation<Data, any Error>] = []
  private var isGone = false
  private var listener: Task<Void, Never>?

  private init() throws {
    driver = try TerminalDriver()
  }

  deinit {
    driver.hangUp()
  }

  /// The program gets PATH, HOME, TERM=xterm-256color and LANG=C.UTF-8, which `environment` can override. With `shell`,
  /// an interactive bash with the prompt `shell$ ` starts it, and stays when the program has stopped or ended.
  package static func start(
    _ command: [String], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:], shell: Bool = false
  ) async throws -> Terminal {
    let terminal = try Terminal()
    await terminal.listen()
    let own = ProcessInfo.processInfo.environment
    let base = [
      "PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": own["HOME"] ?? "/", "TERM": "xterm-256color", "LANG": "C.UTF-8",
    ]
    try await terminal.order([
      "command": command, "rows": rows, "columns": columns, "shell": shell,
      "environment": base.merging(environment) { $1 },
    ])
    return terminal
  }

  /// Starts a program, and ends it after `body`, even if that throws.
  package static func run<Result: Sendable>(
    _ command: [String], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:], shell: Bool = false,
    _ body: (Terminal) async throws -> Result
  ) async throws -> Result {
    let terminal = try await start(
      command, rows: rows, columns: columns, environment: environment, shell: shell)
    do {
      let result = try await body(terminal)
      await terminal.end()
      return result
    } catch {
      await terminal.end()
      throw error
    }
  }

  package func type(_ text: String) async throws { try await order(["send": text]) }

  package func type(bytes: [UInt8]) async throws {
    try await order(["send_bytes": Data(bytes).base64EncodedString()])
  }

  /// Waits until `text` was printed `count` times; text that has scrolled away counts. `text` is searched both in the
  /// screen's rows and in unwrapped lines.
  package func wait(for text: String, count: Int = 1) async throws {
    let reply: Found = try await ask(["wait": text, "count": count])
    guard reply.found else {
      throw Unexpected("“\(text)” did not appear \(count) times within \(Patience.long):\n\(try await screen())")
    }
  }

  /// Waits until the screen satisfies `isWanted`, and returns it.
  @discardableResult
  package func wait(until isWanted: @Sendable (TerminalScreen) -> Bool) async throws -> TerminalScreen {
    let deadline = ContinuousClock.now + Patience.long
    var seen: Snapshot = try await ask(["screen": true])
    while !isWanted(seen.screen) {
      let left = deadline - ContinuousClock.now
      guard left > .zero, !seen.exited else {
        throw Unexpected("The screen was not as wanted within \(Patience.long):\n\(seen.screen)")
      }
      seen = try await ask(["change": seen.version, "timeout": left / .seconds(1)])
    }
    return seen.screen
  }

  package func screen() async throws -> TerminalScreen {
    let snapshot: Snapshot = try await ask(["screen": true])
    return snapshot.screen
  }

  /// All lines, starting with those that have scrolled away; wrapped lines are joined.
  package func lines() async throws -> [String] {
    let reply: Lines = try await ask(["lines": true])
    return reply.lines
  }

  /// All bytes that the program has written.
  package func output() async throws -> [UInt8] {
    let reply: Raw = try await ask(["raw": true])
    return [UInt8](Data(base64Encoded: reply.raw) ?? Data())
  }

  package func resize(rows: Int, columns: Int) async throws { try await order(["resize": [rows, columns]]) }

  /// Sends a signal to the program, or to the terminal's foreground process group.
  package func signal(_ number: Int32, toForeground: Bool = false) async throws {
    try await order(["signal": number, "foreground": toForeground])
  }

  package func modes() async throws -> Modes { try await ask(["tty": [String: Bool]()]) }

  package func wait(for modes: Modes) async throws {
    let wanted = ["icanon": modes.icanon, "echo": modes.echo, "isig": modes.isig]
    let found: Modes = try await ask(["tty": wanted])
    guard found == modes else { throw Unexpected("The terminal is \(found), not \(modes):\n\(try await screen())") }
  }

  /// The process ID of the program, or with `shell`, that of the shell.
  package func processID() async throws -> Int32 {
    let reply: Process = try await ask(["pid": true])
    return reply.pid
  }

  /// The exit code, or the negated signal that ended the program.
  package func waitForExit() async throws -> Int32 {
    let reply: Exit = try await ask(["wait_exit": true])
    guard let code = reply.exit else { throw Unexpected("The program did not end:\n\(try await screen())") }
    return code
  }

  package func end() async {
    driver.hangUp()
    await listener?.value
  }
}

extension Terminal {
  private struct Found: Decodable { let found: Bool }
  private struct Lines: Decodable { let lines: [String] }
  private struct Raw: Decodable { let raw: String }
  private struct Process: Decodable { let pid: Int32 }
  private struct Exit: Decodable { let exit: Int32? }
  private struct Failure: Decodable { let error: String? }
  private struct Snapshot: Decodable {
    let rows: [String]
    let styles: [String]
    let x: Int
    let y: Int
    let columns: Int
    let version: Int
    let exited: Bool

    var screen: TerminalScreen { TerminalScreen(rows: rows, styles: styles, x: x, y: y, columns: columns) }
  }

  private func order(_ request: [String: Any]) async throws {
    let _: Failure = try await ask(request)
  }

  private func ask<Reply: Decodable>(_ request: [String: Any]) async throws -> Reply {
    // The driver waits no longer than that.
    let limited = request.merging(["timeout": Patience.long / .seconds(1)]) { own, _ in own }
    let data = try JSONSerialization.data(withJSONObject: limited)
    let reply = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Data, any Error>) in
      if isGone || !driver.send(data) {
        continuation.resume(throwing: Unexpected("The terminal's driver is gone."))
      } else {
        waiting.append(continuation)
      }
    }
    if let error = try JSONDecoder().decode(Failure.self, from: reply).error { throw Unexpected(error) }
    return try JSONDecoder().decode(Reply.self, from: reply)
  }

  private func listen() {
    let replies = driver.replies
    listener = Task { [weak self] in
      for await reply in replies { await self?.received(reply) }
      await self?.allGone()
    }
  }

  private func received(_ reply: Data) {
    guard !waiting.isEmpty else { return }
    waiting.removeFirst().resume(returning: reply)
  }

  private func allGone() {
    isGone = true
    for continuation in waiting { continuation.resume(throwing: Unexpected("The terminal's driver is gone.")) }
    waiting = []
  }
}

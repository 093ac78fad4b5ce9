import Foundation
import TestSupport
import Testing

let prompt = "workbench ❯ "

/// Runs the session of Tests/line-editor in a terminal with its own history, and waits for the first prompt.
func withEditor<Result: Sendable>(
  rows: Int = 16, columns: Int = 60, arguments: [String] = [], environment: [String: String] = [:],
  shell: Bool = false, waits: Bool = true, _ body: (Terminal) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("line-editor-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let command = [try Products.path("line-editor"), "--history", folder + "/history"] + arguments
  return try await Terminal.run(
    command, rows: rows, columns: columns, environment: environment, shell: shell
  ) { terminal in
    if waits { try await terminal.wait(for: prompt.trimmed) }
    return try await body(terminal)
  }
}

extension Terminal {
  /// Waits until the cursor's row is the prompt with `text`, with the cursor `back` columns before its end.
  @discardableResult
  func waitForLine(_ text: String = "", back: Int = 0) async throws -> TerminalScreen {
    let wanted = prompt + text
    return try await wait(until: { $0.line == wanted.trimmed && $0.x == wanted.columns - back })
  }

  func enter(_ line: String) async throws { try await type(line + "\r") }
}

extension String {
  var trimmed: String { var text = self; while text.last == " " { text.removeLast() }; return text }
  /// The width in columns; the wide characters in these tests take two.
  var columns: Int { unicodeScalars.reduce(0) { $0 + ($1.value > 0x2fff ? 2 : 1) } }
}

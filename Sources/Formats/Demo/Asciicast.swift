internal import Base
package import Foundation

/// A recording of a terminal, in the format asciicast v2: https://docs.asciinema.org/manual/asciicast/v2/
package struct Asciicast: Sendable {
  private enum Code: String {
    case output = "o"
    case marker = "m"
    case resize = "r"
  }

  private var lines: [String]

  /// The size is in columns and rows.
  package init(columns: Int, rows: Int, title: String, began: Date) throws {
    let header = Header(
      width: columns, height: rows, timestamp: Int(began.timeIntervalSince1970), title: title.documentLine(200))
    lines = [try Self.json(header)]
  }

  package mutating func output(_ text: String, at time: Duration) throws { try add(.output, text, at: time) }

  /// A place that players can jump to, or pause at.
  package mutating func marker(_ label: String, at time: Duration) throws { try add(.marker, label, at: time) }

  package mutating func resize(columns: Int, rows: Int, at time: Duration) throws {
    try add(.resize, "\(columns)x\(rows)", at: time)
  }

  package var document: Data { Data((lines.joined(separator: "\n") + "\n").utf8) }

  private mutating func add(_ code: Code, _ text: String, at time: Duration) throws {
    let seconds = String(format: "%.3f", time / .seconds(1))
    lines.append("[\(seconds), \"\(code.rawValue)\", \(try Self.json(text))]")
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private struct Header: Encodable {
    let version = 2
    let width: Int
    let height: Int
    let timestamp: Int
    let title: String
    let env = ["TERM": "xterm-256color"]
  }
}

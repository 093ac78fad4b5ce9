package import Base
internal import Files
internal import Foundation

/// What a hook in the module's process wrote: one line of JSON for each event.
package struct HookEvent: Sendable, Equatable {
  package let name: String
  /// When it happened, or began.
  package let at: Double
  /// When it ended; nil for an event of one moment.
  package let ended: Double?
  /// All its fields, those above included.
  package let fields: JSONValue

  package subscript(field: String) -> JSONValue? { fields[field] }

  /// The text of a field; nil when it is missing or no text.
  package func text(_ field: String) -> String? {
    guard case .text(let text)? = fields[field] else { return nil }
    return text
  }

  package func number(_ field: String) -> Double? { fields[field]?.amount }
  package func integer(_ field: String) -> Int? { number(field).flatMap { Int(exactly: $0.rounded()) } }
  package func flag(_ field: String) -> Bool { fields[field] == .flag(true) }

  /// More than any lesson's requests cause; parsing it takes pitfall about ten times as much memory.
  package static let mostBytes = 8 << 20

  /// The events of a file, in the order of their times; none when there is no file. A last line that is not whole yet is
  /// left out, and so is what `mostBytes` do not hold.
  package static func all(in file: String, _ clock: TraceClock) throws -> [HookEvent] {
    let bytes = try RegularFile.beginning(of: file, limit: mostBytes)?.bytes ?? Data()
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { HookEvent(line: Array($0), clock) }
      // By the hooks' own times: rounded ones can be equal, and an event is written when it ends.
      .sorted { ($0.number("at") ?? 0) < ($1.number("at") ?? 0) }
  }

  /// Whether `all` has everything that the hooks wrote.
  package static func areAllRead(of file: String) throws -> Bool {
    try RegularFile.beginning(of: file, limit: mostBytes)?.isWhole ?? true
  }

  /// Nil for a line that is not an event.
  package init?(line: [UInt8], _ clock: TraceClock) {
    guard let fields = JSONValue(bytes: line), case .text(let name)? = fields["event"],
      let at = fields["at"]?.amount
    else { return nil }
    self.name = name
    self.at = clock.milliseconds(boot: at)
    ended = fields["ended"]?.amount.map(clock.milliseconds(boot:))
    self.fields = fields
  }
}

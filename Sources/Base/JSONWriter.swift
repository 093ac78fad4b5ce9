/// Writes a JSON value on one line, with sorted keys.
struct JSONWriter {
  private(set) var text = ""
  /// In bytes; nothing is added once there are as many.
  private let limit: Int
  private var isFull: Bool { text.utf8.count >= limit }

  init(limit: Int = .max) {
    self.limit = limit
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += Self.digits(number)
    case .text(let string): write(string)
    case .list(let elements):
      writeAll(elements, "[", "]") { writer, element in writer.write(element) }
    case .object(let fields):
      writeAll(fields.keys.sorted(), "{", "}") { writer, name in
        writer.write(name)
        writer.text += ":"
        writer.write(fields[name] ?? .null)
      }
    }
  }

  private mutating func writeAll<Part>(
    _ parts: [Part], _ start: String, _ end: String, _ write: (inout JSONWriter, Part) -> Void
  ) {
    text += start
    for (index, part) in parts.enumerated() {
      guard !isFull else { return }
      if index > 0 { text += "," }
      write(&self, part)
    }
    text += end
  }

  private static func digits(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return String(whole) }
    // JSON has no other numbers.
    return number.isFinite ? "\(number)" : "null"
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      guard !isFull else { return }
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        text += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

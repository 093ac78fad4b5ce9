internal import Foundation

/// Any JSON value, for bodies whose structure is described in a lesson's manifest.
package enum JSONValue: Sendable, Equatable, Codable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number):
      if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let fields): try container.encode(fields)
    }
  }

  /// Nil if the bytes are not JSON.
  package init?(bytes: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
    self = value
  }

  package var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding fails only for a number that is not finite, and JSON text cannot contain one.
    return (try? encoder.encode(self)).map(Array.init) ?? Array("null".utf8)
  }

  package var description: String { String(decoding: bytes, as: UTF8.self) }

  /// The number, if this is one.
  package var amount: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  /// The text, if this is one; otherwise the value as JSON.
  package var plainText: String {
    guard case .text(let text) = self else { return description }
    return text
  }

  /// The elements, if this is a list.
  package var elements: [JSONValue]? {
    guard case .list(let elements) = self else { return nil }
    return elements
  }

  package subscript(field: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[field]
  }
}

/// Any JSON value, for bodies whose structure is described in a lesson's manifest.
package enum JSONValue: Sendable, Equatable, CustomStringConvertible {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Nil if the bytes are not JSON, or more of it than pitfall reads; `excess` tells which.
  package init?(bytes: [UInt8]) {
    guard let value = try? JSONReader.read(bytes) else { return nil }
    self = value
  }

  /// What there is too much of in JSON that pitfall does not read; nil for other bytes.
  package static func excess(of bytes: [UInt8]) -> String? {
    do {
      _ = try JSONReader.read(bytes)
      return nil
    } catch {
      return switch error {
      case .malformed: nil
      case .tooDeep: "JSON that is nested more than \(JSONReader.deepest) levels deep"
      case .tooMany: "JSON with hundreds of thousands of values"
      }
    }
  }

  package var bytes: [UInt8] { Array(description.utf8) }

  /// The whole value as JSON, on one line; `excerpt` is for sentences.
  package var description: String {
    var writer = JSONWriter()
    writer.write(self)
    return writer.text
  }

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

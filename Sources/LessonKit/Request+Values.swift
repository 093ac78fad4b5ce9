internal import FoundationEssentials
public import MiniServer

extension Request {
  /// The value of a placeholder of the route's pattern, percent-decoded.
  public func path(_ name: String) throws -> String {
    try path(name, as: String.self)
  }

  /// The value of a placeholder of the route's pattern; throws a 422 if it is not a valid `Value`.
  public func path<Value: LosslessStringConvertible>(_ name: String, as: Value.Type) throws -> Value {
    guard let text = pathParameters[name] else {
      throw HTTPError(.internalServerError, "this route has no placeholder {\(name)}")
    }
    return try convert(text, name)
  }

  /// The first value of `name` in the query, or `default`; throws a 422 if it is not a valid `Value`.
  public func query<Value: LosslessStringConvertible>(
    _ name: String, as: Value.Type = Value.self, default: Value
  ) throws -> Value {
    try query(name, as: Value.self) ?? `default`
  }

  /// The first value of `name` in the query, or nil.
  public func query(_ name: String) throws -> String? {
    try query(name, as: String.self)
  }

  /// The first value of `name` in the query, or nil; throws a 422 if it is not a valid `Value`.
  public func query<Value: LosslessStringConvertible>(_ name: String, as: Value.Type) throws -> Value? {
    for pair in rawQuery.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard PercentEncoding.decode(parts[0], plusIsSpace: true) == name else { continue }
      guard let text = parts.count == 2 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : "" else {
        throw HTTPError(.unprocessableContent, "\(name): malformed percent-encoding")
      }
      return try convert(text, name)
    }
    return nil
  }

  /// The whole body, decoded from JSON; throws a 422 if it cannot be decoded.
  public func json<Value: Decodable>(_: Value.Type = Value.self) async throws -> Value {
    let bytes = try await body.collect()
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw HTTPError(.unprocessableContent, "the body is not the expected JSON: \(error)")
    }
  }

  private func convert<Value: LosslessStringConvertible>(_ text: String, _ name: String) throws -> Value {
    guard let value = Value(text) else {
      throw HTTPError(.unprocessableContent, "\(name): '\(text)' is not a valid \(Value.self)")
    }
    return value
  }
}

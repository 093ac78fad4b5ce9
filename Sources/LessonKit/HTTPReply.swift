internal import FoundationEssentials
public import MiniServer

/// The reply of another service.
public struct HTTPReply: Sendable {
  public let status: Status
  public let headers: Headers
  public let body: [UInt8]

  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body decoded from JSON, whatever the status.
  public func decode<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(body))
  }
}

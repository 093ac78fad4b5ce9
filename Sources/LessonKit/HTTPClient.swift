internal import FoundationEssentials
public import MiniServer
internal import NIOCore

/// Calls other services; each call opens its own connection and times out after 5 s.
///
/// `get` and `post` suspend while they wait. `getBlocking` and `postBlocking` block the calling thread instead.
public enum HTTPClient {
  public static let timeout = Duration.seconds(5)

  public static func get(_ url: String, headers: Headers = [:]) async throws -> HTTPReply {
    try await send("GET", url, headers, [])
  }

  public static func post(_ url: String, json: some Encodable & Sendable, headers: Headers = [:]) async throws
    -> HTTPReply
  {
    try await post(url, body: try encode(json), contentType: "application/json", headers: headers)
  }

  public static func post(
    _ url: String, body: [UInt8], contentType: String = "application/octet-stream", headers: Headers = [:]
  ) async throws -> HTTPReply {
    var headers = headers
    headers["Content-Type"] = contentType
    return try await send("POST", url, headers, body)
  }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    Array(try JSONEncoder().encode(value))
  }

  /// Returns when the head of the reply arrives; times out when the head, or a part of the body, takes more than 5 s.
  public static func stream(_ url: String, headers: Headers = [:]) async throws -> HTTPReplyStream {
    let reply = try await withConnection(url, headers) { connection, target, headers in
      try await connection.stream("GET", target, headers: headers, timeout: timeout)
    }
    return HTTPReplyStream(
      status: reply.status, headers: reply.headers, chunks: HTTPReplyStream.Chunks(base: reply.chunks))
  }

  private static func send(
    _ method: String, _ url: String, _ headers: Headers, _ body: [UInt8]
  ) async throws -> HTTPReply {
    let reply = try await withConnection(url, headers) { connection, target, headers in
      defer { connection.close() }
      return try await connection.send(method, target, headers: headers, body: body, timeout: timeout)
    }
    return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body)
  }

  private static func withConnection<Reply>(
    _ text: String, _ headers: Headers, _ body: (ClientConnection, String, Headers) async throws -> Reply
  ) async throws -> Reply {
    let url = try HTTPClientURL(text)
    try Task.checkCancellation()
    let connection = try await ClientConnection.open(
      host: url.host, port: url.port, on: EventLoopOfApp.orShared, timeout: timeout)
    var headers = headers
    headers["Connection"] = "close"
    do {
      if Task.isCancelled { connection.close() }
      return try await body(connection, url.target, headers)
    } catch {
      // A cancelled task has closed the connection itself, so report the cancellation instead.
      try Task.checkCancellation()
      throw error
    }
  }
}

/// Why a call of `HTTPClient` got no reply.
public struct HTTPClientError: Error, CustomStringConvertible {
  public let description: String
}

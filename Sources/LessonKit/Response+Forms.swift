internal import FoundationEssentials
public import MiniServer

extension Response {
  /// `value` encoded as JSON. If it cannot be encoded, the response is a 500 and the error is logged.
  public static func json(_ value: some Encodable, status: Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do {
      let data = try encoder.encode(value)
      return Response(status, headers: ["Content-Type": "application/json"], body: .bytes(Array(data)))
    } catch {
      Log.error("A response could not be encoded as JSON: \(error)")
      return Response(.internalServerError)
    }
  }

  public static func text(_ text: String, status: Status = .ok) -> Response {
    Response(status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
  }

  /// A body that `write` sends chunk by chunk. If `write` throws, the client sees an incomplete response.
  public static func stream(
    contentType: String = "application/octet-stream",
    _ write: @escaping @Sendable (BodyWriter) async throws -> Void
  ) -> Response {
    Response(.ok, headers: ["Content-Type": contentType], body: .stream(write))
  }

  public static func empty(_ status: Status = .noContent) -> Response {
    Response(status)
  }
}

internal import NIOHTTP1

/// An HTTP status code with its reason phrase.
public struct Status: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public let code: Int

  public init(_ code: Int) {
    self.code = code
  }

  public init(integerLiteral code: Int) {
    self.code = code
  }

  /// The standard reason phrase, such as "Not Found".
  public var reason: String {
    HTTPResponseStatus(statusCode: code).reasonPhrase
  }

  public var description: String { "\(code) \(reason)" }

  public static let ok: Status = 200
  public static let created: Status = 201
  public static let accepted: Status = 202
  public static let noContent: Status = 204
  public static let badRequest: Status = 400
  public static let unauthorized: Status = 401
  public static let forbidden: Status = 403
  public static let notFound: Status = 404
  public static let methodNotAllowed: Status = 405
  public static let conflict: Status = 409
  public static let contentTooLarge: Status = 413
  public static let teapot: Status = 418
  public static let unprocessableContent: Status = 422
  public static let tooManyRequests: Status = 429
  public static let internalServerError: Status = 500
  public static let notImplemented: Status = 501
  public static let badGateway: Status = 502
  public static let serviceUnavailable: Status = 503
  public static let gatewayTimeout: Status = 504
}

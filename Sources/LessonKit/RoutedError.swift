/// An error that escaped a route, with the route's file and line, and the request's `X-Request-ID` if it has one.
public struct RoutedError: Error, CustomStringConvertible {
  public let underlying: any Error
  public let file: String
  public let line: Int
  public let requestID: String?

  public var description: String {
    "\(underlying) (route at \(file):\(line)\(requestID.map { ", request \($0)" } ?? ""))"
  }
}

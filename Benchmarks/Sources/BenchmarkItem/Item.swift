/// The response body of `/json`, identical in all compared servers.
public struct Item: Encodable, Sendable {
  var id = 42
  var name = "widget"
  var tags = ["a", "b", "c"]
  var price = 9.5
  var ok = true

  public init() {}
}

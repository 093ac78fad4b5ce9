/// The body of `/json`, the same in every server that is compared.
public struct Item: Encodable, Sendable {
  var id = 42
  var name = "widget"
  var tags = ["a", "b", "c"]
  var price = 9.5
  var ok = true

  public init() {}
}

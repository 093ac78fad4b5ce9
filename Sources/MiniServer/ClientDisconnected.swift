/// Thrown to a handler that reads from or writes to a client whose connection is closed.
public struct ClientDisconnected: Error, Sendable, CustomStringConvertible {
  package init() {}

  public var description: String { "The client closed the connection." }
}

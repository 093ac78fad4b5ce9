internal import Bench
internal import MiniServer

/// The ways in which a client's connection ends.
package enum RoomExit: String, Sendable, Equatable, CaseIterable {
  case closes
  case vanishes
  /// The server closes, because the client asked for it.
  case bye
  /// The handler throws.
  case boom

  /// Follows "a client that".
  var words: String {
    switch self {
    case .closes: "closed its connection"
    case .vanishes: "vanished (its connection was reset)"
    case .bye: "was closed by the server"
    case .boom: "left because its handler threw"
    }
  }

  /// The same in a few words: "after a close frame".
  package var occasion: String {
    switch self {
    case .closes: "a close frame"
    case .vanishes: "a reset connection"
    case .bye: "a close by the server"
    case .boom: "an error in the handler"
    }
  }
}

extension RoomExit {
  /// Ends the client's connection, or has the module do so.
  func take(_ client: SocketClient, _ room: Room) async {
    switch self {
    case .closes: client.leave(.closing(.normal))
    case .vanishes: client.leave(.vanishing)
    case .bye: await client.say(room.bye)
    case .boom: await client.say(room.boom)
    }
  }
}

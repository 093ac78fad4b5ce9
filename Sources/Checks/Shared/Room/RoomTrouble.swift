internal import Base
package import Bench
package import MiniServer

/// Why a check of a room cannot go on.
package enum RoomTrouble: Error, Sendable, Equatable {
  case refused(SocketRefusal)
  /// A client that was to stay lost its connection while the check did something else.
  case cutOff(WebSocketClose, occasion: String)
  /// A client got more messages than pitfall keeps.
  case flooded
  /// The feed was not asked for a client within so long.
  case neverAsked(String, Duration)
  /// A client got none of the feed's numbers within so long.
  case noTick(Duration)
}

extension RoomTrouble {
  func failure(_ check: String, _ room: Room) -> Failure {
    switch self {
    case .refused(let refusal):
      Failure(
        "\(check).refused", "no WebSocket could be opened at \(refusal.target.excerpt(60)): \(refusal.reason)",
        mayBeLate: true, isInLog: true)
    case .cutOff(let close, let occasion):
      Failure(
        "\(check).cut-off", "a client that had not left lost its connection (\(close.words)) \(occasion)",
        next: "Find out what ended the handler of a client that wanted to stay: the log may name an exception that "
          + "belongs to another client.", mayBeLate: true, isInLog: true)
    case .flooded:
      Failure(
        "\(check).flooded", "one client got more messages than pitfall keeps (5,000, or 4 MiB)",
        next: "Something sends without a pause. Each text is echoed once, and the feed is asked every 50 ms.")
    case .neverAsked(let client, let patience):
      Failure(
        "\(check).not-asked",
        "the upstream got no call of \(room.feed.filled(with: [room.feed.placeholders[0]: client.excerpt(40)])) within "
          + "\(patience.inMilliseconds) for a client that was connected",
        next: "Call the upstream for each client, with its own ID, for as long as it is connected.", mayBeLate: true,
        isInLog: true)
    case .noTick(let patience):
      Failure(
        "\(check).no-tick",
        "a connected client got none of the numbers that the upstream returned for it within \(patience.inMilliseconds)",
        next: "Send each client the number of every reply to its own feed call.", mayBeLate: true, isInLog: true)
    }
  }
}

extension WebSocketClose {
  /// Without a close frame there is no code, and libraries make up 1006.
  var words: String { code == 1006 ? "1006, no close frame" : "code \(description.excerpt(60))" }
}

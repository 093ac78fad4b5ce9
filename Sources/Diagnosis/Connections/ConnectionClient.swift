internal import Base
internal import Bench
internal import ModuleRuntime
internal import Report

/// A client that a session connected, and what it did.
struct ConnectionClient: Sendable {
  let way: ConnectionsTrace.Way
  let path: String
  let socket: SocketClient
  /// Of its own end; known only while it is connected.
  let port: Int?
  /// The module's end of the connection.
  let serverEnd: SocketID?
  /// When it left, or asked the server to end the connection; nil for one that has done neither.
  var left: ContinuousClock.Instant?
  var sent: [(text: String, at: ContinuousClock.Instant)] = []

  mutating func say(_ text: String) async {
    sent.append((text, .now))
    await socket.say(text)
  }

  mutating func leave() async {
    guard socket.isOpen else { return }
    left = .now
    switch way {
    case .stays, .comesLater: break
    case .closeFrame: socket.leave(.closing(.normal))
    case .vanishes: socket.leave(.vanishing)
    case .says(let text): await say(text)
    }
  }

  /// From when on nothing should go on for it; nil while it is connected.
  var gone: ContinuousClock.Instant? {
    switch way {
    case .closeFrame, .vanishes: left ?? socket.record.end?.at
    case .stays, .comesLater, .says: socket.record.end?.at
    }
  }
}

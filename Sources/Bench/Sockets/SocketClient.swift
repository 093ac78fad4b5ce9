internal import Base
package import MiniServer

/// A WebSocket client of a module. It keeps everything that it receives, with the time.
package final class SocketClient: Sendable {
  /// How a client ends its connection.
  package enum Leaving: Sendable, Equatable {
    case closing(WebSocketClose)
    /// Without a close frame: it closes the connection as a process does that ends.
    case hangingUp
    /// It resets the connection, as the kernel does for a process that is killed with unread bytes.
    case vanishing
  }

  package struct Message: Sendable, Equatable {
    package let text: String
    package let at: ContinuousClock.Instant
  }

  package struct Record: Sendable {
    package fileprivate(set) var messages: [Message] = []
    /// Why the connection ended; nil while it is open. A connection that ended without a close frame has 1006.
    package fileprivate(set) var end: (close: WebSocketClose, at: ContinuousClock.Instant)?
    /// True when there was more to receive than pitfall keeps.
    package fileprivate(set) var isFlooded = false
    fileprivate var bytes = 0
  }

  /// As in the address that it connects to.
  package let name: String
  package let opened: ContinuousClock.Instant
  private let socket: ClientWebSocket
  private let state = Locked(Record())

  /// Several times what a check lets a module send to one client.
  private static let mostMessages = 5_000
  private static let mostBytes = 4 << 20

  package init(_ socket: ClientWebSocket, name: String) {
    self.socket = socket
    self.name = name
    opened = .now
  }

  /// Starts to keep what comes.
  package func listen() {
    Task { [self] in
      do {
        for try await message in socket.messages where !keep(message) { socket.reset() }
      } catch {
        // It ended without a close frame, as `closed` will say.
      }
      let close = (try? await socket.closed()) ?? .abnormal
      state.withLock { $0.end = (close, .now) }
    }
  }

  private func keep(_ message: WebSocketMessage) -> Bool {
    state.withLock { record in
      guard let text = message.text else { return true }
      record.bytes += text.utf8.count
      record.isFlooded = record.messages.count >= Self.mostMessages || record.bytes > Self.mostBytes
      if !record.isFlooded { record.messages.append(Message(text: text, at: .now)) }
      return !record.isFlooded
    }
  }

  package var record: Record { state.withLock { $0 } }
  package var isOpen: Bool { state.withLock { $0.end == nil } }

  /// The number of messages so far: a mark for `texts(since:)`.
  package var count: Int { state.withLock { $0.messages.count } }

  package func texts(since mark: Int = 0) -> [String] {
    state.withLock { $0.messages.dropFirst(mark).map(\.text) }
  }

  /// Waits while the module is slow to read; what cannot be sent because the connection has ended is lost.
  package func say(_ text: String) async {
    try? await socket.send(.text(text))
  }

  /// Returns immediately.
  package func leave(_ leaving: Leaving) {
    switch leaving {
    case .closing(let close): socket.close(close)
    case .hangingUp: socket.hangUp()
    case .vanishing: socket.reset()
    }
  }

  /// The port of its own end.
  package var port: Int? { socket.port }
}

internal import Base
internal import MiniServer

/// Why a client could not open a WebSocket.
package struct SocketRefusal: Error, Sendable, Equatable {
  package let target: String
  package let reason: NoResponse
}

extension Bench {
  /// A client that does not read has room for so many bytes, and the kernel for twice as many.
  private static let smallBuffer = 4_096

  /// Opens a WebSocket; its client keeps what it receives unless it is not `reading`. Throws `SocketRefusal`.
  package func openSocket(
    _ target: String, name: String, reading: Bool = true, isolation: isolated (any Actor)? = #isolation
  ) async throws -> SocketClient {
    let result: Locked<Result<ClientWebSocket, any Error>?> = Locked(nil)
    let opening = Task { [module] in
      do {
        let socket = try await module.openWebSocket(target, receiveBuffer: reading ? nil : Self.smallBuffer)
        result.withLock { $0 = .success(socket) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
    }
    defer { opening.cancel() }
    guard let outcome = try await watch(atMost: patience, { _ in result.withLock { $0 } }) else {
      throw SocketRefusal(target: target, reason: "no response within \(patience)")
    }
    do {
      let socket = try outcome.get()
      if !reading { try await socket.stopReading() }
      let client = SocketClient(socket, name: name)
      if reading { client.listen() }
      return client
    } catch {
      throw SocketRefusal(target: target, reason: NoResponse(error))
    }
  }
}

package import Base
package import MiniServer

/// What a check needs of a running module, so that a test can put a server of its own in a module's place.
package protocol ModuleUnderTest: Sendable {
  associatedtype Witness: ProcessWitness

  var source: ModuleSource { get }

  /// The folder that it runs in, which is its own and goes with it.
  var workingDirectory: String { get }

  /// Everything that it has printed so far.
  var output: OutputLog { get }

  /// Why it ended, in a clause such as "it exited with code 1"; nil while it runs.
  var endedBecause: String? { get }

  /// Opens a new connection; all connections to one module share an event loop, so requests leave in the order in which
  /// they were started.
  func connect() async throws -> ClientConnection

  /// Opens a WebSocket. `receiveBuffer` is for a client that does not read: how many bytes its kernel then keeps.
  func openWebSocket(_ target: String, receiveBuffer: Int?) async throws -> ClientWebSocket

  /// The bytes that it has not read yet of a connection between two ports; nil for an unknown connection.
  func unreadBytes(from: Int, to: Int) -> Int?

  func kernelWitness() async throws -> Witness

  /// Waits for what it prints about the requests so far, because a server may log after it responds.
  func catchUpWithLog() async throws

  /// Asks it to end, as an operator does with SIGTERM.
  func terminate()
}

extension ModuleUnderTest {
  package var track: Track { source.track }

  package func connect(count: Int) async throws -> [ClientConnection] {
    var connections: [ClientConnection] = []
    for _ in 0..<count { connections.append(try await connect()) }
    return connections
  }

  /// Whether it answers a ping.
  package func isResponsive(within patience: Duration) async -> Bool {
    guard let connection = try? await connect() else { return false }
    defer { connection.close() }
    return (try? await connection.send("GET", "/ping", timeout: patience)) != nil
  }
}

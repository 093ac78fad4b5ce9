package import Base
internal import Files
internal import Foundation
package import MiniServer
package import ModuleRuntime
internal import NIOPosix
internal import Tracks

/// A module whose server runs in the test's own process, and of which a scripted witness says what the test wants.
package final class FakeModule: ModuleUnderTest {
  /// What it answers; nil for a ping that is answered with a pong, and for any other request with a 404.
  package typealias Handler = @Sendable (Request, FakeSurroundings) async throws -> Response?

  package let source: ModuleSource
  package var workingDirectory: String { folder.path }

  package func unreadBytes(from: Int, to: Int) -> Int? {
    ReceiveQueue.length(from: from, to: to, inNetworkOf: ProcessInfo.processInfo.processIdentifier)
  }
  package let output: OutputLog
  private let witness: ScriptedWitness
  private let server: Server
  private let folder: TemporaryDirectory
  private let end: Locked<String?> = Locked(nil)
  private let terminating: Locked<Task<Void, Never>?> = Locked(nil)
  // As of a real module: one loop for all connections to it.
  private let clientLoop = MultiThreadedEventLoopGroup.singleton.next()
  private let allowance = ResponseLimit.allowance

  /// `code` is what its source file holds, and `record` what LessonKit would record of it; without `surroundings` it has
  /// neither upstream nor database.
  package init(
    track: Track = .swift, code: String = "", record: String = "", surroundings: FakeSurroundings? = nil,
    handler: @escaping Handler
  ) async throws {
    let surroundings = try surroundings ?? FakeSurroundings([:], ScriptedWitness())
    folder = try TemporaryDirectory()
    let layout = try TrackRegistry.definition(of: track).layout
    try Data(code.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + layout.mainFile))
    try Data(record.utf8).write(to: URL(fileURLWithPath: folder.path + "/lessonkit.jsonl"))
    source = try ModuleSource(folder.path, layout: layout)
    output = surroundings.output
    witness = surroundings.witness
    server = Server { request in
      do {
        return try await handler(request, surroundings) ?? Self.fallback(request)
      } catch {
        return .text("\(error)", .internalServerError)
      }
    }
    // As a lesson with slow clients starts its modules.
    let socket = try BoundSocket(sendBuffer: 4_096)
    try await server.start(boundSocket: withExtendedLifetime(socket) { dup(socket.descriptor) })
  }

  private static func fallback(_ request: Request) -> Response {
    request.path == "/ping" ? .json(["message": .text("pong")]) : .json(["detail": .text("not found")], .notFound)
  }

  package func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: server.port, on: clientLoop, timeout: Patience.long, allowance: allowance)
  }

  package func openWebSocket(_ target: String, receiveBuffer: Int?) async throws -> ClientWebSocket {
    try await ClientWebSocket.open(
      host: "127.0.0.1", port: server.port, target, on: clientLoop, timeout: Patience.long, receiveBuffer: receiveBuffer
    )
  }

  package func kernelWitness() async throws -> ScriptedWitness { witness }

  package var endedBecause: String? { end.withLock { $0 } }

  package func catchUpWithLog() async throws {}

  package func terminate() {
    let stopping = Task { [server, end] in
      // Handlers that hang are to end some time, too.
      await server.shutdown(deadline: .seconds(3))
      end.withLock { $0 = "it exited with code 0" }
    }
    terminating.withLock { $0 = stopping }
  }

  /// Serves no more.
  package func stop() async {
    if let terminating = terminating.withLock({ $0 }) { return await terminating.value }
    end.withLock { $0 = "it was ended from outside" }
    await server.shutdown(deadline: .zero)
  }
}

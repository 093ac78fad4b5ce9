import Base
import MiniServer
import NIOPosix
import TestSupport
import Testing

@Suite("The time limit of a reply", .timeLimit(.minutes(10)))
struct ReplyDeadlineTests {
  private static let limit = Duration.milliseconds(600)

  /// What comes of a request whose server waits for `isOver` before it answers.
  private func ask(
    shortage: (@Sendable () -> Duration)?, server isOver: @escaping @Sendable () async throws -> Void
  ) async throws -> ClientReply {
    try await withServer(handler: { request in
      try? await isOver()
      return await echo(request)
    }) { port in
      let connection = try await ClientConnection.open(
        host: "127.0.0.1", port: port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long,
        shortage: shortage)
      defer { connection.close() }
      return try await connection.send("GET", "/late", timeout: Self.limit)
    }
  }

  @Test("A server that has a processor and does not answer is late")
  func expires() async throws {
    await #expect(throws: ClientError.timeout(Self.limit)) {
      try await ask(shortage: { .zero }) { try await Task.sleep(for: .seconds(600)) }
    }
  }

  @Test("The time in which a server has no processor does not count")
  func excusesAShortage() async throws {
    let reads = Locked(0)
    let reply = try await ask(shortage: {
      reads.withLock { count in
        count += 1
        // As if it had waited for a processor for 100 ms between two looks, and at last so long that it is in time
        // however busy this machine is.
        return count < 4 ? .milliseconds(100) * count : Patience.long
      }
    }) {
      try await until("it was late, and was excused") { reads.withLock { $0 } >= 4 }
    }
    #expect(reply.status == .ok)
  }

  @Test("A server that never gets a processor is not waited for without end")
  func givesUp() async throws {
    let began = ContinuousClock.now
    await #expect(throws: ClientError.timeout(Self.limit)) {
      try await ask(shortage: { .now - began }) { try await Task.sleep(for: .seconds(600)) }
    }
    #expect(ContinuousClock.now - began >= Self.limit * 3)
  }
}

import Glibc
import LessonKit
import Testing

/// Which thread the code of a handler, and what it calls, runs on.
@Suite(.timeLimit(.minutes(10)))
struct EventLoopTests {
  private actor Desk {
    func thread() -> pthread_t { pthread_self() }
  }

  @concurrent
  private static func concurrently() async -> pthread_t { pthread_self() }

  @MainActor
  private static func onMainActor() -> pthread_t { pthread_self() }

  private let desk = Desk()

  /// The names of the routes that found themselves on their handler's own thread.
  private func onHandlersThread(_ routes: [(String, @Sendable () async throws -> pthread_t)]) async throws -> [String] {
    var same: [String] = []
    for (name, thread) in routes {
      try await withApp { app in
        app.get("/") { _ in
          let own = pthread_self()
          let other = try await thread()
          #expect(pthread_self() == own, "after \(name)")
          return .text(other == own ? "same" : "other")
        }
      } _: { client async throws in
        if try await client.get("/").text == "same" { same.append(name) }
      }
    }
    return same
  }

  @Test("What a handler awaits runs on the event loop: child tasks, actors' methods, @concurrent functions")
  func staysOnLoop() async throws {
    let routes: [(String, @Sendable () async throws -> pthread_t)] = [
      (
        "async let",
        {
          async let thread = pthread_self()
          return await thread
        }
      ),
      (
        "task group",
        {
          await withTaskGroup(of: pthread_t.self) { group in
            group.addTask { pthread_self() }
            return await group.next() ?? 0
          }
        }
      ),
      ("actor", { [desk] in await desk.thread() }),
      ("@concurrent", { await Self.concurrently() }),
    ]
    #expect(try await onHandlersThread(routes) == routes.map(\.0))
  }

  @Test("Tasks of their own, the main actor and offload run elsewhere, and the handler continues on the event loop")
  func leavesLoop() async throws {
    let routes: [(String, @Sendable () async throws -> pthread_t)] = [
      ("Task", { await Task { pthread_self() }.value }),
      ("Task.detached", { await Task.detached { pthread_self() }.value }),
      ("actor called by a Task", { [desk] in await Task { await desk.thread() }.value }),
      ("@MainActor", { await Self.onMainActor() }),
      ("offload", { try await offload { pthread_self() } }),
    ]
    #expect(try await onHandlersThread(routes) == [])
  }
}

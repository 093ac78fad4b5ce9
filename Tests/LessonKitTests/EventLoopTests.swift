import Foundation
import LessonKit
import Testing

/// Not `pthread_self`: the compiler takes it for a constant, also from one suspension to the next.
private func currentThread() -> String {
  (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? ""
}

/// Which thread the code of a handler, and what it calls, runs on.
@Suite(.timeLimit(.minutes(10)))
struct EventLoopTests {
  private actor Desk {
    func thread() -> String { currentThread() }
  }

  @concurrent
  private static func concurrently() async -> String { currentThread() }

  @MainActor
  private static func onMainActor() -> String { currentThread() }

  private let desk = Desk()

  /// The names of the routes that found themselves on their handler's own thread.
  private func onHandlersThread(_ routes: [(String, @Sendable () async throws -> String)]) async throws -> [String] {
    var same: [String] = []
    for (name, thread) in routes {
      try await withApp { app in
        app.get("/") { _ in
          let own = currentThread()
          let other = try await thread()
          #expect(currentThread() == own, "after \(name)")
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
    let routes: [(String, @Sendable () async throws -> String)] = [
      (
        "async let",
        {
          async let thread = currentThread()
          return await thread
        }
      ),
      (
        "task group",
        {
          await withTaskGroup(of: String.self) { group in
            group.addTask { currentThread() }
            return await group.next() ?? ""
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
    let routes: [(String, @Sendable () async throws -> String)] = [
      ("Task", { await Task { currentThread() }.value }),
      ("Task.detached", { await Task.detached { currentThread() }.value }),
      ("actor called by a Task", { [desk] in await Task { await desk.thread() }.value }),
      ("@MainActor", { await Self.onMainActor() }),
      ("offload", { try await offload { currentThread() } }),
    ]
    #expect(try await onHandlersThread(routes) == [])
  }
}

import LessonKit
import Synchronization
import Testing

/// Dependencies and middleware.
@Suite(.timeLimit(.minutes(10)))
struct CompositionTests {
  private final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private let journal = Journal()

  private func noting(_ name: String) -> Middleware {
    { [journal] request, next in
      journal.note("\(name) in")
      defer { journal.note("\(name) out") }
      return try await next(request)
    }
  }

  @Test("The first middleware added is the outermost, and a group's applies only to its own routes")
  func ordersMiddleware() async throws {
    try await withApp { app in
      app.use(noting("first"))
      app.use(noting("second"))
      let group = app.group("/api")
      group.use(noting("group"))
      group.get("/x") { [journal] _ in
        journal.note("x")
        return .empty()
      }
      app.get("/y") { [journal] _ in
        journal.note("y")
        return .empty()
      }
    } _: { client async throws in
      #expect(try await client.get("/api/x").status == .noContent)
      #expect(journal.all == ["first in", "second in", "group in", "x", "group out", "second out", "first out"])
      #expect(try await client.get("/y").status == .noContent)
      #expect(journal.all.suffix(5) == ["first in", "second in", "y", "second out", "first out"])
    }
  }

  @Test("Middleware sees a 404 as a thrown error, and can change responses or respond by itself")
  func letsMiddlewareDecide() async throws {
    try await withApp { app in
      app.use { [journal] request, next in
        do {
          var response = try await next(request)
          response.headers["X-Seen"] = "yes"
          return response
        } catch let error as HTTPError {
          journal.note("\(error.status.code)")
          throw error
        }
      }
      app.use { request, next in request.path == "/own" ? .text("mine", status: .teapot) : try await next(request) }
      app.get("/a") { _ in .text("a") }
    } _: { client async throws in
      #expect(try await client.get("/a").headers["X-Seen"] == "yes")
      #expect(try await client.get("/own").status == .teapot)
      #expect(try await client.get("/missing").status == .notFound)
      #expect(journal.all == ["404"])
    }
  }

  /// Middleware as a function that does not let `next` escape.
  private static func marking(_ request: Request, _ next: Next) async throws -> Response {
    var response = try await next(request)
    response.headers["X-Marked"] = "yes"
    return response
  }

  @Test("Middleware can run the rest of the chain in a child task and give up waiting for it")
  func letsNextEscape() async throws {
    let (gate, _) = AsyncStream<Void>.makeStream()
    try await withApp { app in
      app.use(Self.marking)
      app.use { request, next in
        try await withThrowingTaskGroup(of: Response.self) { group in
          defer { group.cancelAll() }
          group.addTask { try await next(request) }
          group.addTask {
            try await Task.sleep(for: .milliseconds(20))
            return .text("too late", status: .gatewayTimeout)
          }
          return try await group.next() ?? .empty()
        }
      }
      app.get("/quick") { _ in .text("quick") }
      app.get("/slow") { [journal] _ in
        for await _ in gate {}
        journal.note(Task.isCancelled ? "cancelled" : "opened")
        return .text("slow")
      }
    } _: { client async throws in
      let quick = try await client.get("/quick")
      #expect(quick.text == "quick")
      #expect(quick.headers["X-Marked"] == "yes")
      #expect(try await client.get("/slow").status == .gatewayTimeout)
      #expect(journal.all == ["cancelled"])
      #expect(try await client.get("/missing").status == .notFound)
    }
  }

  @Test("A dependency's value is made once per request, however often it is used")
  func makesValuesOnce() async throws {
    let base = Dependency { [journal] _ in
      journal.note("made")
      return 1
    }
    let left = Dependency(base) { _, one in one + 1 }
    let right = Dependency(base) { _, one in one + 2 }
    try await withApp { app in
      app.get("/sum", left, right) { request, left, right in
        .text("\(left + right + (try await base.resolve(request)))")
      }
    } _: { client async throws in
      #expect(try await client.get("/sum").text == "6")
      #expect(journal.all == ["made"])
      #expect(try await client.get("/sum").text == "6")
      #expect(journal.all == ["made", "made"])
    }
  }

  @Test("A dependency's value may be optional, and nil is made only once too")
  func makesOptionalValues() async throws {
    let user = Dependency { [journal] request -> String? in
      journal.note("made")
      return request.headers["Authorization"]
    }
    let length = Dependency(user) { _, user in user?.count ?? 0 }
    try await withApp { app in
      app.get("/me", user, length) { _, user, length in .text("\(user ?? "nobody"), \(length)") }
    } _: { client async throws in
      #expect(try await client.get("/me", headers: ["Authorization": "ada"]).text == "ada, 3")
      #expect(journal.all == ["made"])
      #expect(try await client.get("/me").text == "nobody, 0")
      #expect(journal.all == ["made", "made"])
    }
  }

  @Test("An error from a dependency becomes the response, and the handler does not run")
  func letsDependenciesRefuse() async throws {
    let user = Dependency { request in
      guard let token = request.headers["Authorization"] else { throw HTTPError(.unauthorized) }
      return token
    }
    try await withApp { app in
      app.get("/me", user) { [journal] _, user in
        journal.note(user)
        return .text(user)
      }
    } _: { client async throws in
      #expect(try await client.get("/me").status == .unauthorized)
      #expect(journal.all.isEmpty)
      #expect(try await client.get("/me", headers: ["Authorization": "ada"]).text == "ada")
    }
  }
}

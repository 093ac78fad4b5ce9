import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct PassThroughCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: PassThroughCheck.Measurement, verdict: Verdict
  ) {
    let check = try PassThroughCheck(
      parameters: ManifestNode(
        yaml: """
          {requests: [{get: /ok, status: success, body: {ok: true}}, {get: '/{unknown}', status: 404},
          {get: /teapot, status: 418}]}
          """))
    let seen = try await Bench.forTests(handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  /// The responses of the routes behind a middleware.
  private static func route(_ request: Request) -> Response {
    switch request.path {
    case "/ping": .json(["message": .text("pong")])
    case "/ok": .json(["ok": .flag(true)])
    case "/teapot": .json([:], .teapot)
    default: .json([:], .notFound)
    }
  }

  @Test("Statuses and bodies that are passed on unchanged pass")
  func passesOn() async throws {
    let (seen, verdict) = try await measure { request, _ in Self.route(request) }
    // One by one, twice on one connection, and together.
    #expect(seen.answers.count == 12)
    #expect(seen.answers.prefix(3).map(\.exchange.status) == [200, 404, 418])
    #expect(seen.answers.prefix(3).map(\.route) == ["GET /ok", "GET /{unknown}", "GET /teapot"])
    #expect(seen.answers.filter { $0.exchange.status == 404 }.count == 4)
    let unknown = Set(seen.answers.filter { $0.exchange.status == 404 }.map(\.exchange.request.target))
    #expect(unknown.count == 4)
    #expect(seen.answers.allSatisfy { $0.difference == nil })
    #expect(verdict == .pass)
  }

  @Test("A middleware that turns every rejection into a 500 fails")
  func changesStatuses() async throws {
    let (seen, verdict) = try await measure { request, _ in
      let response = Self.route(request)
      return response.status == .ok ? response : .json([:], .internalServerError)
    }
    #expect(seen.answers.prefix(3).map(\.exchange.status) == [200, 500, 500])
    #expect(verdict == .fail)
  }

  @Test("A middleware that wraps the body fails, though each status is right")
  func changesBodies() async throws {
    let (seen, verdict) = try await measure { request, _ in
      request.path == "/ok" ? .json(["data": .object(["ok": .flag(true)])]) : Self.route(request)
    }
    #expect(seen.answers.first?.difference?.field == "ok")
    #expect(seen.answers.first?.difference?.found == nil)
    #expect(verdict == .fail)
  }

  @Test("After a request without a response no further request is sent")
  func hangsUp() async throws {
    let (seen, verdict) = try await measure { request, _ in
      Self.route(request).status == .notFound ? .brokenOff : Self.route(request)
    }
    #expect(seen.answers.map(\.exchange.status) == [200, nil])
    #expect(verdict == .fail)
  }

  @Test("Only the first rejection on a connection keeps its status, and that fails")
  func changesLaterStatuses() async throws {
    let seenConnections = Locked<Set<String>>([])
    let (seen, verdict) = try await measure { request, _ in
      let response = Self.route(request)
      guard response.status == .notFound else { return response }
      let isFirst = seenConnections.withLock { $0.insert(request.remoteAddress).inserted }
      return isFirst ? response : .json([:], .internalServerError)
    }
    #expect(seen.answers.prefix(3).map(\.exchange.status) == [200, 404, 418])
    #expect(verdict == .fail)
  }
}

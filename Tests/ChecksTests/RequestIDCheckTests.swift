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
struct RequestIDCheckTests {
  private static func check() throws -> RequestIDCheck {
    try RequestIDCheck(
      parameters: ManifestNode(
        yaml: """
          {header: X-Request-ID, requests: [{get: /ok}, {get: '/{unknown}'}], slow: {post: /orders}, quick: {get: /ok}}
          """))
  }

  /// `id` gets the id that the caller sent, and returns the one that the response carries.
  private func measure(
    _ id: @escaping @Sendable (Request, String?) -> String?
  ) async throws -> (seen: RequestIDCheck.Measurement, verdict: Verdict) {
    let check = try Self.check()
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        var response: Response =
          switch request.path {
          case "/ping": .json(["message": .text("pong")])
          case "/ok": .json(["ok": .flag(true)])
          case "/orders": .json(try await module.post("/orders", request.body.collect()), .created)
          default: .json([:], .notFound)
          }
        response.headers["X-Request-ID"] = id(request, request.headers["X-Request-ID"])
        return response
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("The caller's id, or a new one for each request, passes")
  func carriesIDs() async throws {
    let count = Locked(0)
    let (seen, verdict) = try await measure { _, sent in
      sent
        ?? count.withLock { count in
          count += 1
          return "own-\(count)"
        }
    }
    // Two routes with an id and without, two requests side by side, and twice sixteen concurrent ones.
    #expect(seen.readings.count == 38)
    #expect(seen.readings.allSatisfy { $0.ids.count == 1 })
    #expect(seen.readings.prefix(4).map { $0.sent != nil } == [true, false, true, false])
    #expect(seen.readings.filter(\.isSideBySide).map { $0.ids.first == $0.sent } == [true, true])
    #expect(seen.readings.filter(\.isSideBySide).map(\.exchange.status) == [201, 200])
    #expect(verdict == .pass)
  }

  @Test("A rejection without an id fails")
  func forgetsRejections() async throws {
    let (seen, verdict) = try await measure { request, sent in
      request.path == "/ok" || request.path == "/orders" ? sent ?? "own" : nil
    }
    #expect(seen.readings.filter { $0.exchange.status == 404 }.map(\.ids) == [[], []])
    #expect(verdict == .fail)
  }

  @Test("An id in a global variable is that of another request after a wait, and fails")
  func sharesAVariable() async throws {
    let (count, current) = (Locked(0), Locked(""))
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        if request.path == "/ping" { return nil }
        let fresh = count.withLock { count in
          count += 1
          return "own-\(count)"
        }
        current.withLock { $0 = request.headers["X-Request-ID"] ?? fresh }
        if request.path == "/orders" { _ = try await module.post("/orders", request.body.collect()) }
        return .json([:], headers: ["X-Request-ID": current.withLock { $0 }])
      }
    ) { try await Self.check().measure($0) }
    let pair = seen.readings.filter(\.isSideBySide)
    #expect(pair.map { $0.ids.first == pair.last?.sent } == [true, true])
    #expect(try Self.check().judge(seen).verdict == .fail)
  }

  @Test("An id that is made only once is the same for every request, and fails")
  func repeatsIDs() async throws {
    let (seen, verdict) = try await measure { _, sent in sent ?? "own" }
    #expect(seen.readings.filter { $0.sent == nil }.allSatisfy { $0.ids == ["own"] })
    #expect(verdict == .fail)
  }
}

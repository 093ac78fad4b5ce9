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
    // Two routes with nine forms of id and without, eight requests on one connection, two requests side by side, and
    // twice sixteen concurrent ones.
    #expect(seen.readings.count == 62)
    #expect(seen.readings.allSatisfy { $0.ids.count == 1 })
    let sent = seen.readings.compactMap(\.sent)
    #expect(Set(sent).count == sent.count && sent.count == 24)
    #expect(sent.contains { $0.count == 200 } && sent.contains { $0.allSatisfy(\.isNumber) })
    #expect(seen.readings.filter { $0.occasion == .keptConnection }.count == 7 + 16)
    #expect(Set(seen.readings.compactMap(\.exchange.status)) == [200, 201, 404])
    #expect(verdict == .pass)
  }

  @Test("A rejection without an id fails")
  func forgetsRejections() async throws {
    let (seen, verdict) = try await measure { request, sent in
      request.path == "/ok" || request.path == "/orders" ? sent ?? "own" : nil
    }
    #expect(seen.readings.filter { $0.exchange.status == 404 }.allSatisfy { $0.ids.isEmpty })
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
    let slow = seen.readings.first { $0.exchange.request.target == "/orders" }
    #expect(slow?.sent != nil && slow?.ids.first != slow?.sent)
    #expect(try Self.check().judge(seen).verdict == .fail)
  }

  @Test("An id that is made only once is the same for every request, and fails")
  func repeatsIDs() async throws {
    let (seen, verdict) = try await measure { _, sent in sent ?? "own" }
    #expect(seen.readings.filter { $0.sent == nil }.allSatisfy { $0.ids == ["own"] })
    #expect(verdict == .fail)
  }

  @Test(
    "An ID that is changed, cut, or kept only in one form fails",
    arguments: [
      { $0.lowercased() }, { String($0.prefix(128)) }, { $0.contains(":") ? "new" : $0 },
      { $0.allSatisfy(\.isNumber) ? "\(Double($0) ?? 0)" : $0 },
    ] as [@Sendable (String) -> String])
  func changesIDs(change: @escaping @Sendable (String) -> String) async throws {
    let count = Locked(0)
    let (_, verdict) = try await measure { _, sent in
      sent.map(change)
        ?? count.withLock { count in
          count += 1
          return "own-\(count)"
        }
    }
    #expect(verdict == .fail)
  }

  @Test("An ID that belongs to the connection instead of the request fails")
  func remembersConnections() async throws {
    let (count, known) = (Locked(0), Locked<[String: String]>([:]))
    let (_, verdict) = try await measure { request, sent in
      known.withLock { known in
        if let id = known[request.remoteAddress] { return id }
        let id = sent ?? "own-\(count.withLock { $0 += 1; return $0 })"
        known[request.remoteAddress] = id
        return id
      }
    }
    #expect(verdict == .fail)
  }
}

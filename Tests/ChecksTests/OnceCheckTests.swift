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
struct OnceCheckTests {
  private static func check() throws -> OnceCheck {
    try OnceCheck(
      parameters: ManifestNode(
        yaml:
          "{post: /orders, calls: /orders, body: {order: '{order}'}, send: {item: text, quantity: number}, status: 201, header: X-Request-ID, times: 2, at_once: 2}"
      ))
  }

  private func measure(
    _ place: @escaping @Sendable ([UInt8], FakeSurroundings) async throws -> JSONValue
  ) async throws -> (seen: OnceCheck.Measurement, verdict: Verdict) {
    let check = try Self.check()
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        guard request.path == "/orders" else { return nil }
        do {
          return .json(try await place(request.body.collect(), module), .created)
        } catch {
          return .json([:], .badGateway)
        }
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Orders that are passed on once each, with their own bodies, pass; also when the upstream breaks off")
  func placesOnce() async throws {
    let (seen, verdict) = try await measure { body, module in try await module.post("/orders", body) }
    // Two with one id, two without, one of these again, one with a further field, two concurrently, and five with long
    // bodies or in pieces.
    #expect(seen.placed.map(\.calls) == Array(repeating: 1, count: 13))
    #expect(seen.placed.allSatisfy { $0.exchange.status == 201 })
    #expect(
      seen.placed.map(\.manner.isRepeated) == [false, false, false, false, true] + Array(repeating: false, count: 8))
    #expect(seen.placed.map(\.manner.sharedHeader).prefix(3) == [nil, "X-Request-ID", nil])
    #expect(Set(seen.placed.prefix(2).map { $0.exchange.request.headers.last?.value }).count == 1)
    #expect(seen.placed.filter { $0.manner.furtherField != nil }.count == 1)
    #expect(seen.placed.filter(\.manner.isChunked).count == 1)
    #expect(seen.placed.filter { $0.manner.pieces > 1 }.count == 4)
    #expect(seen.placed.filter { $0.exchange.request.body.utf8.count > 150_000 }.count == 2)
    #expect(seen.placed.allSatisfy { $0.difference == nil })
    #expect(seen.broken?.calls == 1)
    #expect(seen.broken?.exchange.status == 502)
    #expect(seen.strangers == [])
    #expect(verdict == .pass)
  }

  @Test("An order that is tried again after the upstream broke off is placed twice, and fails")
  func triesAgain() async throws {
    let (seen, verdict) = try await measure { body, module in
      if let reply = try? await module.post("/orders", body) { return reply }
      return try await module.post("/orders", body)
    }
    #expect(seen.placed.allSatisfy { $0.calls == 1 })
    #expect(seen.broken?.calls == 2)
    #expect(verdict == .fail)
  }

  @Test("An order that is made up when the upstream breaks off fails")
  func makesUpAnOrder() async throws {
    let check = try Self.check()
    let (seen, verdict) = try await measure { body, module in
      (try? await module.post("/orders", body)) ?? .object(["order": .text("pending")])
    }
    #expect(seen.broken?.calls == 1)
    #expect(check.judge(seen).cause == "once.made-up")
    #expect(verdict == .fail)
  }

  @Test("Every order placed twice fails")
  func placesTwice() async throws {
    let (seen, verdict) = try await measure { body, module in
      _ = try await module.post("/orders", body)
      return try await module.post("/orders", body)
    }
    #expect(seen.placed.map(\.calls).max() == 3 && seen.placed.map(\.calls).min() == 1)
    #expect(verdict == .fail)
  }

  @Test("A call with another body than the order's belongs to no request, and fails")
  func losesTheBody() async throws {
    let (seen, verdict) = try await measure { _, module in try await module.post("/orders", []) }
    #expect(seen.placed.allSatisfy { $0.calls == 0 })
    #expect(seen.strangers == Array(repeating: "", count: 14))
    #expect(verdict == .fail)
  }

  @Test("A made-up response differs from the upstream's reply, and fails")
  func makesUpAResponse() async throws {
    let (seen, verdict) = try await measure { body, module in
      _ = try await module.post("/orders", body)
      return .object(["order": .text("made up")])
    }
    #expect(seen.placed.allSatisfy { $0.calls == 1 })
    #expect(seen.placed.allSatisfy { $0.difference?.found == .text("made up") })
    #expect(verdict == .fail)
  }

  @Test("Whether orders wait concurrently is judged by another check")
  func oneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { body, module in
      try await turnstile.one { try await module.post("/orders", body) }
    }
    #expect(seen.placed.allSatisfy { $0.calls == 1 })
    #expect(verdict == .pass)
  }

  @Test("Only the first piece of a body is passed on, and that fails")
  func takesTheFirstPiece() async throws {
    let check = try Self.check()
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        guard request.path == "/orders" else { return nil }
        var first: [UInt8] = []
        for try await piece in request.body {
          first = piece
          break
        }
        return .json(try await module.post("/orders", first), .created)
      }
    ) { try await check.measure($0) }
    // Every body that came in pieces lost some of it, however short it was.
    #expect(seen.placed.filter { $0.manner.pieces > 1 }.allSatisfy { $0.calls == 0 })
    #expect(seen.placed.filter { $0.manner.pieces == 1 }.prefix(5).allSatisfy { $0.calls == 1 })
    #expect(check.judge(seen).cause == "once.cut-body")
  }

  @Test("An order that is recognized by the caller's ID is placed once instead of twice, and fails")
  func recognizesIDs() async throws {
    let check = try Self.check()
    let known = Locked<[String: JSONValue]>([:])
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        guard request.path == "/orders" else { return nil }
        let id = request.headers["X-Request-ID"]
        if let id, let order = known.withLock({ $0[id] }) { return .json(order, .created) }
        guard let order = try? await module.post("/orders", request.body.collect()) else {
          return .json([:], .badGateway)
        }
        if let id { known.withLock { $0[id] = order } }
        return .json(order, .created)
      }
    ) { try await check.measure($0) }
    #expect(seen.placed.filter { $0.calls == 0 }.map(\.manner.sharedHeader) == ["X-Request-ID"])
    #expect(check.judge(seen).cause == "once.no-call")
  }

  /// The fields that the lesson names, and no others.
  private static func knownFields(_ body: [UInt8]) -> JSONValue {
    let value = JSONValue(bytes: body) ?? .null
    return .object(["item": value["item"] ?? .null, "quantity": value["quantity"] ?? .null])
  }

  @Test("A body that is written anew from the known fields loses the others, and fails")
  func losesAField() async throws {
    let check = try Self.check()
    let (seen, verdict) = try await measure { body, module in
      try await module.post("/orders", Array(Self.knownFields(body).description.utf8))
    }
    #expect(seen.placed.filter { $0.calls == 0 }.map { $0.manner.furtherField != nil } == [true])
    #expect(check.judge(seen).cause == "once.lost-field")
    #expect(verdict == .fail)
  }

  @Test("An order with an unknown field may be refused, and then one without it is placed")
  func refusesAField() async throws {
    let check = try Self.check()
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        guard request.path == "/orders" else { return nil }
        let body = try await request.body.collect()
        guard Self.knownFields(body) == JSONValue(bytes: body) else { return .json([:], .unprocessableContent) }
        guard let reply = try? await module.post("/orders", body) else { return .json([:], .badGateway) }
        return .json(reply, .created)
      }
    ) { try await check.measure($0) }
    #expect(seen.placed.filter { $0.exchange.status == 422 }.map(\.calls) == [0])
    #expect(seen.placed.count == 14)
    #expect(check.judge(seen).verdict == .pass)
  }

  @Test("An order that is recognized by its body is placed once instead of twice, and fails")
  func recognizesBodies() async throws {
    let known = Locked<[[UInt8]: JSONValue]>([:])
    let (seen, verdict) = try await measure { body, module in
      if let order = known.withLock({ $0[body] }) { return order }
      let order = try await module.post("/orders", body)
      known.withLock { $0[body] = order }
      return order
    }
    #expect(seen.placed.filter(\.manner.isRepeated).map(\.calls) == [0])
    #expect(verdict == .fail)
  }
}

import Base
import Bench
import Checks
import Glibc
import Lessons
import MiniServer
import ModuleRuntime
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct RendezvousCheckTests {
  private func measure(
    _ handler: @escaping FakeModule.Handler
  ) async throws -> (seen: RendezvousCheck.Measurement, verdict: Verdict) {
    let check = try RendezvousCheck(
      parameters: ManifestNode(
        yaml: """
          {get: '/quotes/{symbol}', calls: '/quotes/{symbol}', in_flight: 3,
          body: {symbol: '{symbol}', price: '{price}', nonce: '{nonce}'}}
          """))
    let seen = try await Bench.forTests(upstream: [.quotes], handler: handler) {
      try await check.measure($0)
    }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Requests that wait for the upstream concurrently all meet there, and pass")
  func meets() async throws {
    let (seen, verdict) = try await measure { request, module in try await quote(request, module) }
    #expect(seen.ending == .met)
    #expect(seen.mostInFlight == 3)
    #expect(seen.pingAnswered)
    #expect(seen.early.isEmpty)
    #expect(seen.rightAnswers == 3)
    #expect(seen.upstreamCalls == 3)
    #expect(verdict == .pass)
  }

  @Test("One request at a time, with a free event loop: no two calls are ever in flight, and that fails")
  func oneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { request, module in
      guard request.path != "/ping" else { return nil }
      return try await turnstile.one { try await quote(request, module) }
    }
    #expect(seen.ending == .standstill)
    #expect(seen.mostInFlight == 1)
    #expect(seen.pingAnswered)
    #expect(verdict == .fail)
  }

  @Test("An event loop that sleeps until the upstream responds is seen in its system call, and fails")
  func blocksTheLoop() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path != "/ping" else { return nil }
      return try await module.witness.asleep(in: "recvfrom") { try blocking { try await quote(request, module) } }
    }
    #expect(seen.ending == .stuck(SystemCall(named: "recvfrom")))
    #expect(seen.mostInFlight == 1)
    #expect(!seen.pingAnswered)
    #expect(verdict == .fail)
  }

  @Test("An event loop that sleeps before any upstream call waits for something else, and is no proof")
  func sleepsBeforeItsCalls() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path != "/ping" else { return nil }
      await module.witness.asleep(in: "poll") { _ = usleep(250_000) }
      return try await quote(request, module)
    }
    #expect(seen.ending == .met)
    #expect(verdict == .pass)
  }

  @Test("Responses that do not wait for the upstream are counted, and fail")
  func doesNotWait() async throws {
    let (seen, verdict) = try await measure { request, _ in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      return .json(["symbol": .text(symbol), "price": .number(1.5), "nonce": .text("x")])
    }
    #expect(seen.ending == .allAnswered)
    #expect(seen.early.count == 3)
    #expect(seen.mostInFlight == 0)
    #expect(verdict == .fail)
  }

  @Test("A price that is cached from an earlier request fails, though each request makes its call")
  func keepsAPrice() async throws {
    let first: Locked<JSONValue?> = Locked(nil)
    let (seen, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      var fields = try await module.get("/quotes/\(symbol)").fields
      let price = fields["price"]
      fields["price"] = first.withLock { kept in
        kept = kept ?? price
        return kept
      }
      fields["symbol"] = .text(symbol)
      return .json(fields)
    }
    #expect(seen.ending == .met)
    #expect(seen.rightAnswers == 0)
    #expect(seen.upstreamCalls == 3)
    #expect(verdict == .fail)
  }

  @Test("Calls that were given up are no longer in flight, however many there are")
  func givesUp() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      return try await turnstile.one {
        let reply = try? await module.get("/quotes/\(symbol)", patience: .milliseconds(30))
        // Wait until the upstream has noticed that its caller is gone.
        if reply == nil { try await Task.sleep(for: .milliseconds(20)) }
        return .json([:], .gatewayTimeout)
      }
    }
    #expect(seen.upstreamCalls == 3)
    #expect(seen.mostInFlight < 3)
    #expect(seen.early.count == 3)
    #expect(seen.refusals == [504, 504, 504])
    #expect(verdict == .fail)
  }

  @Test("A value of another shape than the others is asked for too, and a wrong response to it fails")
  func asksForEveryShape() async throws {
    let (seen, verdict) = try await measure { request, module in
      let isLong = request.path.count > 100
      guard !isLong else { return .json([:], .notFound) }
      return try await quote(request, module)
    }
    #expect(seen.ending == .met || seen.wrongAnswer?.problem == .status(404))
    #expect(verdict == .fail)
  }

  @Test(
    "A reply that is kept for values of one shape only is served again, and fails",
    arguments: [
      "lower", "short", "long", "digits", "dotted", "marks",
    ])
  func keepsRepliesOfOneShape(shape: String) async throws {
    let kept = Locked<[String: [String: JSONValue]]>([:])
    let (seen, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      let isOfShape =
        switch shape {
        case "lower": symbol.allSatisfy(\.isLowercase)
        case "short": symbol.count < 6 && symbol.allSatisfy(\.isUppercase)
        case "long": symbol.count > 100
        case "digits": symbol.allSatisfy(\.isNumber)
        case "dotted": symbol.contains(".")
        default: symbol.contains("_")
        }
      if isOfShape, let fields = kept.withLock({ $0[symbol] }) { return .json(fields) }
      let fields = try await module.get("/quotes/\(symbol)").fields.merging(["symbol": .text(symbol)]) { $1 }
      kept.withLock { $0[symbol] = fields }
      return .json(fields)
    }
    #expect(!seen.early.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("A reply that is kept for the same letters in another case is served again, and fails")
  func mixesUpLetterCase() async throws {
    let kept = Locked<[String: [String: JSONValue]]>([:])
    let (_, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      let key = symbol.lowercased()
      if key != symbol, let fields = kept.withLock({ $0[key] }) {
        return .json(fields.merging(["symbol": .text(symbol)]) { $1 })
      }
      let fields = try await module.get("/quotes/\(symbol)").fields.merging(["symbol": .text(symbol)]) { $1 }
      kept.withLock { $0[key] = fields }
      return .json(fields)
    }
    #expect(verdict == .fail)
  }

  @Test("Values of one shape that wait for the upstream one at a time fail")
  func queuesOneShape() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { request, module in
      guard request.path.count > 100 else { return try await quote(request, module) }
      return try await turnstile.one {
        try await Task.sleep(for: .seconds(2))
        return try await quote(request, module)
      }
    }
    #expect(seen.ending == .standstill)
    #expect(verdict == .fail)
  }

  @Test("A server that closes each connection after its response passes")
  func closesConnections() async throws {
    let (seen, verdict) = try await measure { request, module in
      var response = try await quote(request, module)
      response?.headers["Connection"] = "close"
      return response
    }
    #expect(seen.ending == .met)
    #expect(verdict == .pass)
  }

  @Test("A reply that is kept for one connection is served again, and fails")
  func keepsReplyPerConnection() async throws {
    let kept = Locked<[String: JSONValue]>([:])
    let (seen, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      let client = "\(request.remoteAddress)"
      let fields = try await module.get("/quotes/\(symbol)").fields
      let price = kept.withLock { kept in
        kept[client] = kept[client] ?? fields["price"]
        return kept[client]
      }
      return .json(fields.merging(["symbol": .text(symbol), "price": price ?? .null]) { $1 })
    }
    #expect(seen.wrongAnswer?.origin == .earlierRequest)
    #expect(verdict == .fail)
  }

  @Test("A second upstream call for each request is counted, and fails")
  func callsTwice() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path != "/ping" else { return nil }
      _ = try await quote(request, module)
      return try await quote(request, module)
    }
    #expect(seen.ending == .met)
    #expect(seen.upstreamCalls == 6)
    #expect(verdict == .fail)
  }
}

/// The correct response of GET /quotes/{symbol}.
@Sendable private func quote(_ request: Request, _ module: FakeSurroundings) async throws -> Response? {
  guard let symbol = request.path(after: "/quotes/") else { return nil }
  return .json(try await module.get("/quotes/\(symbol)").fields.merging(["symbol": .text(symbol)]) { _, own in own })
}

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
struct ContractCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: ContractCheck.Measurement, verdict: Verdict
  ) {
    let check = try ContractCheck(
      parameters: ManifestNode(
        yaml: """
          {requests: [{get: /ping, body: {message: pong}}, {get: '/quotes/{symbol}', times: 2,
          calls: '/quotes/{symbol}', body: {symbol: '{symbol}', price: '{price}'}}]}
          """))
    let seen = try await Bench.forTests(upstream: [.quotes], handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  /// The correct response of GET /quotes/{symbol}.
  private static func quote(_ request: Request, _ module: FakeSurroundings) async throws -> [String: JSONValue]? {
    guard let symbol = request.path(after: "/quotes/") else { return nil }
    return try await module.get("/quotes/\(symbol)").fields.merging(["symbol": .text(symbol)]) { _, own in own }
  }

  @Test("Routes that respond with the upstream's values pass")
  func keepsTheContract() async throws {
    let (seen, verdict) = try await measure { request, module in try await Self.quote(request, module).map { .json($0) }
    }
    #expect(seen.responses.map(\.problem) == [nil, nil, nil])
    #expect(seen.responses.map(\.exchange.status) == [200, 200, 200])
    #expect(verdict == .pass)
  }

  @Test("The upstream takes its time for the first reply, so that a made-up response or a block is seen")
  func delaysTheFirstReply() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard let symbol = request.path(after: "/quotes/") else { return nil }
      let fields = try? await module.get("/quotes/\(symbol)", patience: .milliseconds(20)).fields
      return .json((fields ?? ["price": .number(1)]).merging(["symbol": .text(symbol)]) { $1 })
    }
    #expect(seen.responses.map { $0.problem == nil }.prefix(2) == [true, false])
    #expect(verdict == .fail)
  }

  @Test("A field that differs from the upstream's is found, and fails")
  func changesAField() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard var fields = try await Self.quote(request, module) else { return nil }
      fields["price"] = .text("a lot")
      return .json(fields)
    }
    #expect(seen.responses[0].problem == nil)
    for response in seen.responses.dropFirst() {
      guard case .field(let difference) = response.problem else {
        Issue.record("\(response)")
        continue
      }
      #expect(difference.field == "price")
      #expect(difference.found == .text("a lot"))
    }
    #expect(verdict == .fail)
  }

  @Test("Upstream calls are counted: two for a request, none, or one for something else")
  func countsCalls() async throws {
    let twice = try await measure { request, module in
      _ = try await Self.quote(request, module)
      return try await Self.quote(request, module).map { .json($0) }
    }
    #expect(twice.seen.responses.map(\.calls) == [nil, 2, 2])
    #expect(twice.verdict == .fail)
    let never = try await measure { request, _ in request.path == "/ping" ? nil : .json(["price": .number(1)]) }
    #expect(never.seen.responses.map(\.calls) == [nil, 0, 0])
    #expect(never.verdict == .fail)
    let another = try await measure { request, module in
      request.path == "/ping" ? nil : .json(try await module.get("/quotes/OTHER").fields)
    }
    #expect(another.seen.responses.map(\.calls) == [nil, 0, 0])
    #expect(another.verdict == .fail)
  }

  @Test("An error response and a body that is not JSON are told apart")
  func tellsApart() async throws {
    let (seen, verdict) = try await measure { request, _ in
      request.path == "/ping" ? .text("pong") : .json([:], .badGateway)
    }
    #expect(seen.responses.map(\.problem) == [.notJSON, .status(502), .status(502)])
    #expect(verdict == .fail)
  }

  @Test("After a request without a response no further request is sent")
  func hangsUp() async throws {
    let (seen, verdict) = try await measure { request, _ in request.path == "/ping" ? nil : .brokenOff }
    #expect(seen.responses.count == 2)
    #expect(seen.responses.last?.exchange.status == nil)
    guard case .noResponse = seen.responses.last?.problem else {
      Issue.record("\(seen.responses)")
      return
    }
    #expect(verdict == .fail)
  }
}

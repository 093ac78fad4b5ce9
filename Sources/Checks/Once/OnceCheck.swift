internal import Base
package import Bench
package import Lessons

/// Sends requests with bodies of all lengths, in turn, concurrently, in pieces, with a further field, and one whose
/// reply breaks off, and counts the upstream calls for each.
package struct OnceCheck: TrafficCheck {
  /// How a request was sent, as far as that is unusual.
  package struct Manner: Sendable, Equatable {
    package let pieces: Int
    package let isChunked: Bool
    /// True when an earlier request had the same body.
    package let isRepeated: Bool
    /// The name of a field that the body has beyond those that the lesson names; nil when there is none.
    package let furtherField: String?
    /// The name of a header whose value the request before had too; nil when there is none.
    package let sharedHeader: String?

    package init(
      pieces: Int = 1, isChunked: Bool = false, isRepeated: Bool = false, furtherField: String? = nil,
      sharedHeader: String? = nil
    ) {
      self.pieces = pieces
      self.isChunked = isChunked
      self.isRepeated = isRepeated
      self.furtherField = furtherField
      self.sharedHeader = sharedHeader
    }
  }

  package struct Placement: Sendable {
    package let exchange: Exchange
    package let manner: Manner
    /// The upstream calls with this request's own body.
    package let calls: Int
    /// Nil when the response has what the upstream replied to this very request.
    package let difference: FieldDifference?

    package init(
      _ exchange: Exchange, _ manner: Manner = Manner(), calls: Int, difference: FieldDifference? = nil
    ) {
      self.exchange = exchange
      self.manner = manner
      self.calls = calls
      self.difference = difference
    }
  }

  package struct Measurement: Sendable {
    package let placed: [Placement]
    /// The request whose reply broke off; nil when it was not sent.
    package let broken: Placement?
    /// The bodies of upstream calls that are not those of any request.
    package let strangers: [String]

    package init(placed: [Placement], broken: Placement?, strangers: [String]) {
      self.placed = placed
      self.broken = broken
      self.strangers = strangers
    }
  }

  /// Requests that do not wait together are released after this time; whether they do is not judged here.
  private static let standstill = Duration.milliseconds(300)
  /// The time for a call that is made after the response.
  private static let settling = Duration.milliseconds(20)
  /// Of bodies that are sent in pieces, in bytes: one packet, a few, and about 200 KB.
  private static let (short, medium, long) = (60...400, 3_000...60_000, 150_000...195_000)

  /// A body with a field too many may be refused with these.
  static let refusalsOfFields = [400, 422]

  private let request: RequestTemplate
  private let calls: String
  let body: ExpectedBody
  let status: Int
  /// What one request is called in sentences.
  let noun: String
  /// Carries a request's ID; nil when none is sent.
  private let header: String?
  private let times: Int
  private let atOnce: Int

  package static let name = "once"
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Sends requests that must each make exactly one upstream call with the whole body: in turn, concurrently, with "
    + "bodies of up to 200 KB that come in pieces, with a field that no module knows, and one whose reply breaks off."
  package static let parameters: [Parameter] = [
    .request, .send, .calls, .body,
    Parameter("status", "a whole number; 200 by default", "Of a response that went well."),
    Parameter("noun", "a text; `request` by default", "What one request is called in sentences, such as `order`."),
    Parameter("header", "a header's name; optional", "Carries a request's ID; two requests get the same."),
    Parameter("times", "a whole number from 1 to 10; 3 by default", "How many in turn."),
    Parameter("at_once", "a whole number from 2 to 10; 2 by default", "How many concurrently."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
    body = try ExpectedBody(fields.required("body"))
    status = try fields.integer("status", in: 200...299, default: 200)
    noun = try fields.text("noun", default: "request")
    header = try fields.optional("header")?.text("'header'")
    times = try fields.integer("times", in: 1...10, default: 3)
    atOnce = try fields.integer("at_once", in: 2...10, default: 2)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let mark = bench.upstream.count
    var sent = try await inTurn(bench)
    if sent.isAnswered && request.hasBody { sent += try await withFurtherField(bench) }
    if sent.isAnswered { sent += try await sideBySide(bench) }
    if sent.isAnswered && request.hasBody { sent += try await inPieces(bench) }
    let broken = sent.isAnswered ? try await breakingOff(bench) : nil
    try await Task.sleep(for: bench.paced(Self.settling))
    return account(sent, broken, bench.upstream.calls(since: mark, to: calls))
  }

  fileprivate typealias Sent = (exchange: Exchange, manner: Manner)

  /// On one connection: two with one ID, as a proxy or a page that tries again may send them, those without any, and
  /// the first of these once more. Each is another order.
  private func inTurn(_ bench: Bench) async throws -> [Sent] {
    let values = bench.values
    let shared = header.map { [ProbeRequest.Header($0, CallersID.any(values))] }
    let alike = shared.map { id in (1...2).map { _ in request.fresh(values, headers: id) } } ?? []
    let requests = (1...times).map { _ in request.fresh(values) }
    let again = request.hasBody ? requests.prefix(1) : []
    let exchanges = try await bench.askInTurn(alike + requests + again)
    return exchanges.enumerated().map { index, exchange in
      let isShared = index == 1 && !alike.isEmpty
      return (
        exchange, Manner(isRepeated: index >= alike.count + times, sharedHeader: isShared ? header : nil)
      )
    }
  }

  /// A body with a field that no module can know, which is passed on with the others, or refused with the whole order:
  /// then one without it comes next.
  private func withFurtherField(_ bench: Bench) async throws -> [Sent] {
    let values = bench.values
    let name = values.word(length: values.integer(in: 5...12)).lowercased()
    let content: [JSONValue] = [.text(values.sentence(words: 2)), .number(Double(values.integer(in: 100...99_999)))]
    let field = [name: content[values.integer(in: 0...1)]]
    let exchange = try await bench.ask(request.fresh(values, further: field))
    let sent = [(exchange, Manner(furtherField: name))]
    guard let status = exchange.status, Self.refusalsOfFields.contains(status) else { return sent }
    return sent + [(try await bench.ask(request.fresh(values)), Manner())]
  }

  /// All requests wait for the upstream together, if the module lets them.
  private func sideBySide(_ bench: Bench) async throws -> [Sent] {
    let requests = (1...atOnce).map { _ in request.fresh(bench.values) }
    let mark = bench.upstream.count
    return try await bench.upstream.holding {
      async let exchanges = bench.askTogether(requests)
      try await bench.wait(atMost: Self.standstill) { bench.upstream.count >= mark + requests.count }
      bench.upstream.release()
      return try await exchanges.map { ($0, Manner()) }
    }
  }

  private func inPieces(_ bench: Bench) async throws -> [Sent] {
    let values = bench.values
    // A server may demand the length of a body of some size beforehand, so only a short one is sent without it.
    let manners: [(lengths: ClosedRange<Int>, pieces: Int, isChunked: Bool)] = [
      (Self.short, values.integer(in: 2...3), true), (Self.short, values.integer(in: 2...3), false),
      (Self.medium, values.integer(in: 2...4), false), (Self.long, values.integer(in: 3...5), false),
      (Self.long, 1, false),
    ]
    var sent: [Sent] = []
    for (lengths, count, isChunked) in values.shuffled(manners) where sent.isAnswered {
      let request = request.fresh(values, length: values.integer(in: lengths))
      let pieces = Array(request.body.utf8).split(into: count, values)
      let exchange = try await bench.ask(request, pieces: pieces, chunked: isChunked)
      sent.append((exchange, Manner(pieces: pieces.count, isChunked: isChunked)))
    }
    return sent
  }

  /// A failed call may have been carried out all the same, so the module must not make it again.
  private func breakingOff(_ bench: Bench) async throws -> Exchange {
    try await bench.upstream.breakingOff { try await bench.ask(request.fresh(bench.values)) }
  }

  private func account(_ sent: [Sent], _ broken: Exchange?, _ calls: [UpstreamCall]) -> Measurement {
    let bodies = calls.map { SentBody($0.body) }
    let wanted = (sent.map(\.exchange) + [broken].compactMap { $0 }).map { SentBody($0.request.body) }
    func placement(_ index: Int, _ exchange: Exchange, _ manner: Manner) -> Placement {
      let own = zip(calls, bodies).filter { $0.1 == wanted[index] }.map(\.0)
      let before = wanted[..<index].count { $0 == wanted[index] }
      let after = wanted[(index + 1)...].count { $0 == wanted[index] }
      // Of several requests with one body each has a call, in their order; the last has all that are left.
      let share = own.dropFirst(before).prefix(after == 0 ? own.count : 1)
      // With more than one call, any of their replies will do: then the number is the problem.
      let differences = share.map { body.difference(exchange.answer?.json ?? .null, $0.reply) }
      return Placement(
        exchange, manner, calls: share.count,
        difference: differences.contains { $0 == nil } ? nil : differences.first ?? nil)
    }
    return Measurement(
      placed: sent.enumerated().map { placement($0, $1.exchange, $1.manner) },
      broken: broken.map { placement(sent.count, $0, Manner()) },
      strangers: zip(calls, bodies).filter { !wanted.contains($0.1) }.map(\.0.body))
  }
}

extension [OnceCheck.Sent] {
  fileprivate var isAnswered: Bool { allSatisfy { $0.exchange.answer != nil } }
}

/// A body as JSON, if that is what it is: code may write the same value in another way.
private enum SentBody: Equatable {
  case json(JSONValue)
  case text(String)

  init(_ body: String) {
    self = JSONValue(bytes: Array(body.utf8)).map { .json($0) } ?? .text(body)
  }
}

extension [UInt8] {
  /// So many pieces of any length, each of which but the first begins within a letter, if there are such places.
  fileprivate func split(into count: Int, _ values: FreshValues) -> [[UInt8]] {
    let within = indices.filter { self[$0] & 0b1100_0000 == 0b1000_0000 }
    let candidates = within.isEmpty ? Array<Int>(indices.dropFirst()) : within
    guard count > 1, !candidates.isEmpty else { return [self] }
    let places = Set((1..<count).map { _ in candidates[values.integer(in: 0...candidates.count - 1)] }).sorted()
    return zip([0] + places, places + [self.count]).map { Array(self[$0..<$1]) }
  }
}

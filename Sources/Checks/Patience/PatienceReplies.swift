internal import Base
internal import Bench

/// Compares responses with what the upstream replied and with the rows.
struct PatienceReplies {
  private let routes: [PatienceCheck.Route]
  private(set) var replies: [PatienceReply] = []
  /// The upstream calls of the stages before.
  private var earlier: [UpstreamCall] = []

  init(_ routes: [PatienceCheck.Route]) {
    self.routes = routes
  }

  var areRight: Bool { replies.allSatisfy { $0.problem == nil } }

  /// Adds the responses of one stage. Each of the upstream's replies counts for one of them, and only for a request that
  /// it was given for.
  mutating func add(_ stage: PatienceStage) {
    let keys = stage.exchanges.map { key($0.asked) }
    var unused = Array(stage.calls.indices)
    for (exchange, key) in zip(stage.exchanges, keys) {
      let candidates = candidates(unused, in: stage, for: key, among: keys)
      let match = candidates.first { difference(exchange, stage.calls[$0], in: stage) == nil }
      unused.removeAll { $0 == match }
      let call = (match ?? candidates.first { isBegun(exchange, stage.calls[$0]) } ?? candidates.first)
        .map { stage.calls[$0] }
      let repeated = repeated(exchange, key, in: stage, among: keys)
      replies.append(
        PatienceReply(
          exchange.asked.round, exchange.exchange, status: routes[exchange.asked.route].status,
          problem: repeated?.problem ?? difference(exchange, call, in: stage)
            ?? (isEarly(exchange, call, in: stage) ? .tooEarly : nil),
          elapsed: repeated?.elapsed ?? exchange.elapsed, isGivenUp: exchange.isGivenUp,
          isCalled: key == nil || call != nil))
    }
    earlier += stage.calls
  }

  /// What tells the calls of one request from those of others; requests for a stream have the same.
  private struct Key: Equatable {
    let route: String
    let parameters: [String: String]
    let body: JSONValue?

    /// A request without a body may make calls with one.
    func matches(_ call: UpstreamCall) -> Bool {
      call.route == route && call.parameters == parameters
        && (body == nil || JSONValue(bytes: Array(call.body.utf8)) == body)
    }
  }

  private func key(_ asked: PatienceRequest) -> Key? {
    routes[asked.route].calls.map { calls in
      Key(
        route: calls.description,
        parameters: Dictionary(calls.placeholders.map { ($0, asked.known[$0]?.plainText ?? "") }) { first, _ in first },
        body: JSONValue(bytes: Array(asked.request.body.utf8)))
    }
  }

  /// The calls that may be this request's. One with another body than any request's may be too: whether bodies are
  /// passed on whole is for another check to judge.
  private func candidates(_ unused: [Int], in stage: PatienceStage, for key: Key?, among keys: [Key?]) -> [Int] {
    guard let key else { return [] }
    let own = unused.filter { key.matches(stage.calls[$0]) }
    guard own.isEmpty, key.body != nil else { return own }
    return unused.filter { index in
      stage.calls[index].route == key.route && !keys.contains { $0?.matches(stage.calls[index]) ?? false }
    }
  }

  /// The first call that is one too many for this request and those like it.
  private func repeated(
    _ exchange: PatienceExchange, _ key: Key?, in stage: PatienceStage, among keys: [Key?]
  ) -> (problem: PatienceReply.Problem, elapsed: Duration)? {
    guard let key else { return nil }
    let made = stage.calls.filter(key.matches).map(\.arrived).sorted()
    let requests = keys.count { $0 == key }
    guard made.count > requests else { return nil }
    return (
      .askedAgain(calls: made.count, requests: requests, gap: made[requests] - made[0]), made[requests] - exchange.sent
    )
  }

  private func isEarly(_ exchange: PatienceExchange, _ call: UpstreamCall?, in stage: PatienceStage) -> Bool {
    let asked = exchange.asked
    if asked.round == .locked, let unlocked = stage.unlocked, exchange.ended < unlocked { return true }
    guard routes[asked.route].calls != nil else { return false }
    return call?.replied.map { exchange.ended < $0 } ?? true
  }

  private func isBegun(_ exchange: PatienceExchange, _ call: UpstreamCall) -> Bool {
    guard let body = exchange.exchange.answer?.body, !body.isEmpty else { return false }
    return call.chunks.joined().hasPrefix(body)
  }

  /// What the response should not be, if this is its upstream call.
  private func difference(
    _ exchange: PatienceExchange, _ call: UpstreamCall?, in stage: PatienceStage
  ) -> PatienceReply.Problem? {
    let route = routes[exchange.asked.route]
    if let problem = exchange.exchange.problem(status: route.status) { return .response(problem) }
    guard let answer = exchange.exchange.answer else { return nil }
    guard let body = route.body else {
      if let call, answer.body == call.chunks.joined() { return nil }
      guard let call, isBegun(exchange, call) || answer.body.isEmpty else { return .otherBody }
      return .cutShort(chunks: answer.body.count { $0 == "\n" })
    }
    guard let json = answer.json else { return .response(.notJSON) }
    let known = exchange.asked.known.merging(call?.reply ?? [:]) { own, _ in own }
    return body.difference(json, known).map { .field($0, origin(of: $0.found, exchange, in: stage)) }
  }

  private func origin(
    of found: JSONValue?, _ exchange: PatienceExchange, in stage: PatienceStage
  ) -> PatienceReply.Origin {
    guard let found, found != .null else { return .nowhere }
    if exchange.asked.outdated.values.contains(found) { return .oldRow }
    if earlier.contains(where: { $0.reply.values.contains(found) }) { return .oldReply }
    let isOfAnother =
      stage.calls.contains { $0.reply.values.contains(found) }
      || stage.exchanges.contains { $0.asked.known.values.contains(found) }
    return isOfAnother ? .other : .nowhere
  }
}

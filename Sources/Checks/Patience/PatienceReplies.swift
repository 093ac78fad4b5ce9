internal import Base
internal import Bench

/// Compares responses with what the upstream replied and with the rows.
struct PatienceReplies {
  private let routes: [PatienceCheck.Route]
  private let delay: Duration
  private(set) var replies: [PatienceReply] = []
  /// The upstream calls of the stages before.
  private var earlier: [UpstreamCall] = []

  /// `delay` is the time that the upstream takes when it is slow.
  init(_ routes: [PatienceCheck.Route], delay: Duration) {
    self.routes = routes
    self.delay = delay
  }

  var areRight: Bool { replies.allSatisfy { $0.problem == nil } }

  /// Adds the responses of one stage. Each of the upstream's replies counts for one of them, and only for a request that
  /// it was given for.
  mutating func add(_ stage: PatienceStage) {
    let keys = stage.exchanges.map { PatienceCallKey($0.asked, routes) }
    var unused = Array(stage.calls.indices)
    for (exchange, key) in zip(stage.exchanges, keys) {
      let candidates = candidates(unused, in: stage, for: key, among: keys)
      let match = candidates.first { difference(exchange, stage.calls[$0], in: stage) == nil }
      unused.removeAll { $0 == match }
      let call = match ?? candidates.first { isBegun(exchange, stage.calls[$0]) } ?? candidates.first
      let left = candidates.compactMap { stage.calls[$0].left }.min().map { $0 - exchange.sent }
      replies.append(
        reply(
          exchange, call.map { stage.calls[$0] }, left: left, in: stage,
          repeated: repeated(exchange, key, in: stage, among: keys)))
    }
    earlier += stage.calls
  }

  private typealias Repeated = (problem: PatienceReply.Problem, elapsed: Duration)

  private func reply(
    _ exchange: PatienceExchange, _ call: UpstreamCall?, left: Duration?, in stage: PatienceStage, repeated: Repeated?
  ) -> PatienceReply {
    let route = routes[exchange.asked.route]
    let wrong = difference(exchange, call, in: stage) ?? (isEarly(exchange, call, in: stage) ? .tooEarly : nil)
    return PatienceReply(
      exchange.asked.round, route: exchange.asked.route, exchange.exchange, status: route.status,
      problem: repeated?.problem ?? wrong, elapsed: repeated?.elapsed ?? exchange.elapsed, left: left,
      isGivenUp: exchange.isGivenUp, isCalled: route.calls == nil || call != nil, isHeld: call.map(isHeld) ?? false)
  }

  /// The calls that may be this request's. One with another body than any request's may be too: whether bodies are
  /// passed on whole is for another check to judge.
  private func candidates(
    _ unused: [Int], in stage: PatienceStage, for key: PatienceCallKey?, among keys: [PatienceCallKey?]
  ) -> [Int] {
    guard let key else { return [] }
    let own = unused.filter { key.matches(stage.calls[$0]) }
    guard own.isEmpty, key.body != nil else { return own }
    return unused.filter { index in
      stage.calls[index].route == key.route && !keys.contains { $0?.matches(stage.calls[index]) ?? false }
    }
  }

  /// The first call that is one too many for this request and those like it.
  private func repeated(
    _ exchange: PatienceExchange, _ key: PatienceCallKey?, in stage: PatienceStage, among keys: [PatienceCallKey?]
  ) -> Repeated? {
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

  private func isHeld(_ call: UpstreamCall) -> Bool {
    call.replied.map { $0 - call.arrived >= delay } ?? true
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

internal import Base
internal import Bench

extension RendezvousCheck {
  struct Answered {
    /// Of the path's placeholders.
    let values: [String: String]
    let exchange: Exchange
  }

  /// Each of the upstream's values counts for one response, and only for a request with the same parameters. `earlier`
  /// are calls that other requests made.
  func judge(
    _ answers: [Answered], _ calls: [UpstreamCall], earlier: [UpstreamCall]
  ) -> (right: Int, wrong: WrongAnswer?) {
    var unused = calls
    var wrong: WrongAnswer?
    let right = answers.count { answered in
      let target = answered.exchange.request.target
      guard answered.exchange.problem() == nil, let body = answered.exchange.answer?.json else {
        wrong = wrong ?? WrongAnswer(target: target, problem: answered.exchange.problem() ?? .notJSON)
        return false
      }
      func difference(_ call: UpstreamCall?) -> FieldDifference? {
        let own = answered.values.mapValues { JSONValue.text($0) }
        return self.body.difference(body, own.merging(call?.reply ?? [:]) { own, _ in own })
      }
      let candidates = unused.indices.filter { unused[$0].parameters == answered.values }
      if let match = candidates.first(where: { difference(unused[$0]) == nil }) {
        unused.remove(at: match)
        return true
      }
      if wrong == nil, let difference = difference(candidates.first.map { unused[$0] }) {
        let isCalled = calls.contains { $0.parameters == answered.values }
        let stray = calls.first { call in !answers.contains { $0.values == call.parameters } }
        let origin = isCalled ? nil : stray.map { WrongAnswer.Origin.otherCall($0.path) }
        wrong = WrongAnswer(
          target: target, problem: .field(difference),
          origin: origin ?? WrongAnswer.Origin(of: difference.found, calls: calls, earlier: earlier))
      }
      return false
    }
    return (right, wrong)
  }
}

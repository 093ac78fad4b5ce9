internal import Base
internal import Report

/// What left one layer on the way back, in a few words.
struct StepWords {
  /// Headers that every response has.
  private static let common: Set = ["content-type", "content-length", "date", "server", "transfer-encoding"]

  private let step: MiddlewareTrace.Step
  private let inner: MiddlewareTrace.Step?
  private let way: MiddlewareTrace.Way

  init(_ step: MiddlewareTrace.Step, inner: MiddlewareTrace.Step?, _ way: MiddlewareTrace.Way) {
    self.step = step
    self.inner = inner
    self.way = way
  }

  var text: String {
    let parts = [response, headers, body, exception].compactMap(\.self)
    return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
  }

  /// Whether it did nothing that another layer did not do.
  var isQuiet: Bool {
    !step.isAnswer && step.innerStatus == nil && headers == nil && body == nil
      && (step.raised == nil || step.raised == inner?.raised)
  }

  private var response: String? {
    guard let status = step.status else { return nil }
    switch step.layer.kind {
    case .endpoint: return "returned \(status)"
    case .router:
      guard step.isAnswer, let handler = way.handlers.last(where: { $0.status == status }) else { return "\(status)" }
      return "\(status), made by \(handler.name)"
    case .middleware: break
    }
    if let innerStatus = step.innerStatus { return "made \(innerStatus) into \(status)" }
    return step.isAnswer ? "answered \(status)" : "\(status)"
  }

  private var headers: String? {
    guard step.layer.kind == .middleware else { return nil }
    func list(_ verb: String, _ names: [String]) -> String? {
      let names = names.filter { !Self.common.contains($0) }
      return names.isEmpty ? nil : "\(verb) \(names.prefix(4).joined(separator: ", "))"
    }
    let parts = [list("set", step.added), list("changed", step.changed), list("removed", step.removed)]
    let found = parts.compactMap(\.self)
    return found.isEmpty ? nil : found.joined(separator: ", ")
  }

  private var body: String? {
    guard step.status != nil, step.layer.kind == .middleware else { return nil }
    if step.isComplete == false { return "body cut off" }
    guard let pieces = step.pieces, let before = inner?.pieces, before > 1, pieces < before else { return nil }
    return "\(before) pieces became \(pieces)"
  }

  private var exception: String? {
    guard let raised = step.raised else {
      guard step.status == nil, step.layer.kind == .endpoint else { return nil }
      return step.left == nil ? "did not return" : "returned"
    }
    if step.status != nil, step.raised == inner?.raised {
      return step.isAnswer ? "raised it again, for the server's log" : "let the exception pass"
    }
    if raised == inner?.raised { return "let it pass" }
    let place = step.raisedAt.flatMap { $0.isOwn && step.layer.kind != .router ? " (line \($0.line))" : nil } ?? ""
    return "raised \(raised)\(place)"
  }
}

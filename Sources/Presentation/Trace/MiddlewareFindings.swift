internal import Base
internal import Report

/// What is telling about one request's way through the layers. It judges nothing.
struct MiddlewareFindings {
  private let way: MiddlewareTrace.Way
  private let trace: MiddlewareTrace

  init(_ way: MiddlewareTrace.Way, _ trace: MiddlewareTrace) {
    self.way = way
    self.trace = trace
  }

  var sentences: [String] {
    guard !way.steps.isEmpty else { return [] }
    let found = [exception, notPassedOn, again, turned, collected, lost, looksComplete, revealed, header]
    return found.compactMap(\.self).map(Self.sentence)
  }

  private var steps: [MiddlewareTrace.Step] { way.steps }

  /// Where the first exception came from, how far it went, and who made a response of it.
  private var exception: String? {
    guard let origin = steps.lastIndex(where: { $0.raised != nil }), let raised = steps[origin].raised else {
      return way.handlers.first.map { handler in
        "\(Self.type(of: handler.exception)) became \(status(handler.status)) in \(handler.name)."
      }
    }
    let source = steps[origin].raisedAt.flatMap { $0.isOwn ? ", from \($0.words)" : nil } ?? ""
    if steps[origin].status != nil {
      return "\(Self.type(of: raised)) broke off the body\(source), after the response had begun."
    }
    let left = "\(Self.type(of: raised)) left \(steps[origin].layer.name)\(source)"
    let answer = steps[..<origin].lastIndex { $0.isAnswer && $0.status != nil }
    let through = steps[..<origin].indices.reversed().filter { index in
      steps[index].raised == raised && (answer.map { index > $0 } ?? true) && steps[index].layer.kind == .middleware
        && steps[index].layer.library == nil
    }
    let way = through.isEmpty ? "" : ", then " + Self.list(through.map { steps[$0].layer.words })
    return left + way + ". " + Self.sentence(made(of: raised, answer: answer))
  }

  private func made(of raised: String, answer: Int?) -> String {
    if let handler = way.handlers.last(where: { $0.exception == raised }) {
      if let error = handler.raised { return "\(handler.name)\(place(handler)) handled it, and raised \(error)." }
      return "\(handler.name)\(place(handler)) made \(status(handler.status)) of it."
    }
    guard let answer else { return "No layer answered, so the server did: \(status(way.request.status))." }
    let own = raised.firstMatch(of: /^\w+: (\d{3})(?::|$)/).flatMap { Int($0.1) }
    let other = own.flatMap { $0 == steps[answer].status ? nil : ", though the exception says \($0)" } ?? ""
    return "\(steps[answer].layer.words) answered \(status(steps[answer].status))\(other)."
  }

  private static func type(of exception: String) -> String { String(exception.prefix { $0 != ":" && $0 != "(" }) }

  private func place(_ handler: MiddlewareTrace.Handler) -> String {
    handler.place.flatMap { $0.isOwn ? " (\($0.words))" : nil } ?? ""
  }

  private func status(_ status: Int?) -> String { status.map { "\($0)" } ?? "no response" }

  /// The innermost layer that was entered, if something should have been inside of it.
  private var notPassedOn: String? {
    // A router also reaches routes that no hook sees.
    guard !trace.stacks.isEmpty, !steps.contains(where: { $0.layer.kind == .router }),
      let last = steps.max(by: { $0.depth < $1.depth }), last.layer.kind == .middleware
    else { return nil }
    return "\(last.layer.words) did not pass the request on: nothing inside of it was entered."
  }

  private var again: String? {
    for index in steps.indices {
      let count = way.inside(of: index).count
      guard count > 1, steps[index].layer.kind == .middleware else { continue }
      return "\(steps[index].layer.words) ran the rest of the chain \(count == 2 ? "twice" : "\(count) times")."
    }
    return nil
  }

  private var turned: String? {
    guard let step = steps.last(where: { $0.innerStatus != nil }), let before = step.innerStatus else { return nil }
    return "\(step.layer.words) made \(before) into \(status(step.status))."
  }

  private var collected: String? {
    for index in steps.indices.reversed() where steps[index].layer.kind == .middleware {
      guard let pieces = steps[index].pieces, let before = way.inner(of: index)?.pieces, before > 1, pieces < before,
        steps[index].isComplete == true
      else { continue }
      return "\(steps[index].layer.words) collected the body: \(before) pieces came from inside, and "
        + "\(pieces == 1 ? "1 left" : "\(pieces) left") it."
    }
    return nil
  }

  private var lost: String? {
    for index in steps.indices {
      guard let outer = steps[index].received, let inner = way.inner(of: index)?.received, inner > 0, inner < outer
      else { continue }
      return "\(steps[index].layer.words) passed on only \(inner) of the \(outer) bytes of the request's body."
    }
    return nil
  }

  private var looksComplete: String? {
    for index in steps.indices where steps[index].raised == nil && steps[index].isComplete == true {
      guard let inner = way.inner(of: index), inner.status != nil, inner.isComplete == false, inner.raised != nil else {
        continue
      }
      return "The stream failed inside of \(steps[index].layer.words), and looks complete outside of it."
    }
    return nil
  }

  private var revealed: String? {
    way.reveals.isEmpty ? nil : "The response shows \(Self.list(way.reveals)) to the caller."
  }

  private var header: String? {
    guard let header = trace.header, way.request.status != nil else { return nil }
    let name = header.lowercased()
    guard way.responseHeaders.contains(name) else {
      return "\(header) is missing: no layer that the response left through set it."
    }
    let setters = steps.filter { $0.added.contains(name) || $0.changed.contains(name) }
    guard let first = setters.max(by: { $0.depth < $1.depth }) else { return nil }
    let changed = setters.filter { $0.depth < first.depth }.map(\.layer.words)
    let setter = first.layer.kind == .router ? "the route, or what answered in its place" : first.layer.words
    return "\(header) was set by \(setter)" + (changed.isEmpty ? "." : ", and changed by \(Self.list(changed)).")
  }

  /// Its first letter as a capital, unless it begins with a name from the code.
  private static func sentence(_ text: String) -> String {
    text.hasPrefix("the ") ? "The " + text.dropFirst(4) : text
  }

  private static func list(_ names: [String]) -> String {
    names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

internal import Base
internal import Report

/// What is telling about the dependencies of one request. It judges nothing.
struct DependencyFindings {
  private let run: DependencyTrace.Run
  private let routes: [DependencyTrace.Route]

  init(_ run: DependencyTrace.Run, _ trace: DependencyTrace) {
    self.run = run
    routes = trace.routes
  }

  var sentences: [String] {
    let status = run.request.status.map { "\($0)" } ?? "no response"
    var sentences = run.calls.compactMap { returned($0, status) } + repeated
    if let skipped = skipped { sentences.append(skipped) }
    sentences += raised(status)
    if let none { sentences.append(none) }
    return sentences
  }

  /// Nil when the route's own function was never called.
  private var endpoint: DependencyTrace.Call? {
    if case .skipped? = run.endpoint?.outcome { return nil }
    return run.endpoint
  }

  private func returned(_ call: DependencyTrace.Call, _ status: String) -> String? {
    guard case .returned(let text, let type, let isNull) = call.outcome else { return nil }
    if isNull {
      guard call.isUsed else { return nil }
      guard let endpoint else { return "\(call.name) returned null." }
      if case .raised(let error, _) = endpoint.outcome {
        return "\(call.name) returned null, and the route ran all the same. It raised \(error)."
      }
      return "\(call.name) returned null, and the route went on: \(status)."
    }
    if type == "coroutine" {
      return "\(call.name) returned a coroutine that no one awaited: \(text). That is what the route got."
    }
    if type.hasSuffix("Exception") || type.hasSuffix("Error") {
      return "\(call.name) returned an exception; it did not raise it. The route got it as a value."
    }
    return nil
  }

  private var repeated: [String] {
    let ran = run.calls.filter { call in
      switch call.outcome {
      case .returned, .raised, .unseen: true
      case .cached, .skipped: false
      }
    }
    var names: [String] = []
    for call in ran where !names.contains(call.key) { names.append(call.key) }
    return names.compactMap { key in
      let calls = ran.filter { $0.key == key }
      guard calls.count > 1 else { return nil }
      return "\(calls[0].name) ran \(calls.count == 2 ? "twice" : "\(calls.count) times") for this one request."
    }
  }

  private var skipped: String? {
    let skipped = run.calls.first { if case .skipped = $0.outcome { true } else { false } }
    if let skipped, case .skipped(let reasons) = skipped.outcome {
      return "\(skipped.name) never ran, and nor did the route: \(Self.words(reasons))"
    }
    guard case .skipped(let reasons)? = run.endpoint?.outcome else { return nil }
    return "The route never ran: \(Self.words(reasons))"
  }

  /// Such as "query.name: Field required", which is how an injected value without Depends shows.
  private static func words(_ reasons: [String]) -> String {
    let isQuery = reasons.contains { $0.hasPrefix("query.") }
    return reasons.joined(separator: "; ") + (isQuery ? ". FastAPI takes that for a query parameter." : ".")
  }

  private func raised(_ status: String) -> [String] {
    run.calls.compactMap { call in
      guard case .raised(let error, _) = call.outcome else { return nil }
      let exception = String(error.prefix { $0 != ":" && $0 != "(" })
      if endpoint == nil { return "\(call.name) raised \(exception), so the route never ran: \(status)." }
      return "\(call.name) raised \(exception), and the route caught it: \(status)."
    }
  }

  private var none: String? {
    if run.calls.isEmpty, let endpoint {
      let known = routes.first { $0.endpoint == endpoint.place }
      guard known == nil || known?.dependencies.isEmpty == true else { return nil }
      return "No dependency ran: this route has none. A function that the route calls by hand is not a dependency of "
        + "this route."
    }
    guard run.calls.isEmpty, run.endpoint == nil, run.request.status != nil, !routes.isEmpty else { return nil }
    return "No dependency ran, and no route's function: no route handled this request."
  }
}

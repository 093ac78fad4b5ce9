internal import Base
package import Report

/// Reads what the hooks of both tracks tell of dependencies.
package struct DependencyEvents {
  private let places: EventPlaces
  private let clock: TraceClock

  package init(_ places: EventPlaces, _ clock: TraceClock) {
    self.places = places
    self.clock = clock
  }

  package func route(_ event: HookEvent) -> DependencyTrace.Route {
    let method = event.text("method") ?? ""
    let path = event.text("path") ?? ""
    let name = event.text("endpoint") ?? "the route"
    return DependencyTrace.Route(
      method: method, path: path,
      endpoint: places.place(event.fields, name: name) ?? CodePlace(file: "", line: 0, function: name),
      dependencies: nodes(event["dependencies"]))
  }

  private func nodes(_ value: JSONValue?) -> [DependencyTrace.Node] {
    (value?.elements ?? []).map { fields in
      let name = places.name(fields, or: "a dependency")
      return DependencyTrace.Node(
        name, place: places.place(fields, name: name), usesCache: fields["use_cache"] != .flag(false),
        isGenerator: fields["is_generator"] == .flag(true), dependencies: nodes(fields["dependencies"]))
    }
  }

  package func run(_ followed: FollowedRequest) -> DependencyTrace.Run {
    let ends = followed.events.filter { $0.name == "dependency_finished" }
    let responded = followed.events.last { $0.name == "request" && $0.text("phase") == "end" }
      .flatMap { $0.number("response_ended") }.map(clock.milliseconds(boot:))
    var unused = ends
    let calls = followed.events.filter { $0.name == "dependency" }.map { event in
      call(event, kind: "a dependency", end: take(event, from: &unused), responded)
    }
    let endpoint = followed.events.last { $0.name == "endpoint" }.map { event in
      call(event, kind: "the route", end: nil, responded)
    }
    return DependencyTrace.Run(
      request: followed.traced, headers: followed.headers, calls: calls, endpoint: endpoint)
  }

  /// The end of this call of a generator: of several calls of one, the last one ends first.
  private func take(_ event: HookEvent, from ends: inout [HookEvent]) -> HookEvent? {
    guard event.flag("is_generator"), event["returned"] != nil,
      let index = ends.lastIndex(where: {
        $0["name"] == event["name"] && $0["file"] == event["file"] && $0["line"] == event["line"]
      })
    else { return nil }
    return ends.remove(at: index)
  }

  private func call(
    _ event: HookEvent, kind: String, end: HookEvent?, _ responded: Double?
  ) -> DependencyTrace.Call {
    let name = kind == "the route" && event["name"] == nil ? kind : places.name(event.fields, or: kind)
    return DependencyTrace.Call(
      name, place: places.place(event.fields, name: name), parent: event.text("parent"),
      // Swift's events have no parents: there every value is taken.
      isUsed: event["parent"] == nil || event["parameter"] != nil,
      overrides: event.text("overrides"), from: event.at, to: event.ended, outcome: outcome(event),
      isGenerator: event.flag("is_generator"),
      end: end.map { end in
        DependencyTrace.End(
          at: end.ended ?? end.at, isAfterResponse: responded.map { end.at >= $0 } ?? false,
          thrown: end.text("thrown"), raised: end.text("raised"))
      })
  }

  private func outcome(_ event: HookEvent) -> DependencyTrace.Outcome {
    if event.flag("cached") { return .cached }
    if let reasons = event["skipped"]?.elements { return .skipped(reasons.map(\.plainText)) }
    if let raised = event.text("raised") {
      let place = event["raised_at"].flatMap { places.place($0, name: "") }
      return .raised(raised, line: place.flatMap { $0.isOwn ? $0.line : nil })
    }
    guard let text = event.text("returned") else { return .unseen }
    return .returned(text: text, type: event.text("type") ?? "", isNull: event.flag("is_null"))
  }
}

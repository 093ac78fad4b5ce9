internal import Base
internal import Bench
package import Report

/// Reads what the hooks of both tracks tell of middleware.
package struct MiddlewareEvents {
  private let places: EventPlaces

  package init(_ places: EventPlaces) {
    self.places = places
  }

  package func stack(_ event: HookEvent) -> MiddlewareTrace.Stack {
    MiddlewareTrace.Stack(event.text("app") ?? "", layers: (event["layers"]?.elements ?? []).map(layer))
  }

  /// `secret` is text that no response may have.
  package func way(_ followed: FollowedRequest, secret: String? = nil) -> MiddlewareTrace.Way {
    var steps: [MiddlewareTrace.Step] = []
    // The indices of the steps that were entered and not left, with what tells them apart.
    var open: [(index: Int, key: JSONValue, layer: LayerNumber)] = []
    for event in followed.events where event.name == "layer" {
      let key = Self.key(event)
      switch event.text("phase") {
      case "enter":
        let number = LayerNumber(event)
        // A layer that runs the rest of the chain again may do so before the first run has ended.
        let outer = open.last { $0.layer.isDirectlyOutside(of: number) } ?? open.last
        steps.append(
          MiddlewareTrace.Step(
            layer(event.fields), depth: outer.map { steps[$0.index].depth + 1 } ?? 0, entered: event.at))
        open.append((steps.count - 1, key, number))
      case "response":
        if let index = open.last(where: { $0.key == key })?.index { respond(event, &steps[index]) }
      case "leave":
        guard let position = open.lastIndex(where: { $0.key == key }) else { continue }
        let index = open.remove(at: position).index
        steps[index].left = event.at
        leave(event, &steps[index])
        if steps[index].layer.kind == .endpoint { steps[index].status = event.integer("status") }
      case "body":
        // A stream is sent after its layer was left.
        if let index = steps.lastIndex(where: { Self.isSame($0.layer, layer(event.fields)) }) {
          leave(event, &steps[index])
        }
      default: continue
      }
    }
    let exception = steps.last { $0.raised != nil }?.raised
    return MiddlewareTrace.Way(
      request: followed.traced, headers: followed.headers,
      responseHeaders: followed.answer?.headers.map { $0.name.lowercased() } ?? [], steps: steps,
      handlers: followed.events.filter { $0.name == "handler" }.map(handler),
      reveals: reveals(followed.answer, exception: exception, secret: secret))
  }

  /// The place of a layer in its stack; nothing for others.
  private struct LayerNumber {
    let stack: Int?
    let index: Int?

    init(_ event: HookEvent) {
      stack = event.integer("stack")
      index = event.integer("index")
    }

    func isDirectlyOutside(of other: LayerNumber) -> Bool {
      guard let index, let inner = other.index else { return false }
      return stack == other.stack && index == inner - 1
    }
  }

  private static func key(_ event: HookEvent) -> JSONValue {
    .list(["stack", "index", "kind", "name", "line"].map { event[$0] ?? .null })
  }

  private static func isSame(_ one: MiddlewareTrace.Layer, _ other: MiddlewareTrace.Layer) -> Bool {
    one.place == other.place && one.kind == other.kind
  }

  private func layer(_ fields: JSONValue) -> MiddlewareTrace.Layer {
    func text(_ name: String) -> String? {
      guard case .text(let text)? = fields[name] else { return nil }
      return text
    }
    let kind: MiddlewareTrace.Layer.Kind =
      switch text("kind") {
      case "router": .router
      case "endpoint": .endpoint
      default: .middleware
      }
    let other =
      switch kind {
      case .router: "the router"
      case .endpoint: "the route"
      case .middleware: "middleware"
      }
    let name = kind == .endpoint && fields["name"] == nil ? other : places.name(fields, or: other)
    return MiddlewareTrace.Layer(
      name, place: kind == .router ? nil : places.place(fields, name: name), library: Self.library(text("package")),
      kind: kind)
  }

  private static func library(_ package: String?) -> String? {
    switch package {
    case nil, "module", "": nil
    case "fastapi": "FastAPI"
    case "starlette": "Starlette"
    case let other?: other
    }
  }

  private func respond(_ event: HookEvent, _ step: inout MiddlewareTrace.Step) {
    // Of several responses, the first is the one that was sent.
    guard step.status == nil else { return }
    step.status = event.integer("status")
    step.innerStatus = event.integer("inner_status")
    step.isAnswer = event.flag("answered")
    step.added = names(event["headers"])
    step.changed = names(event["changed"])
    step.removed = names(event["removed"])
  }

  private func leave(_ event: HookEvent, _ step: inout MiddlewareTrace.Step) {
    step.pieces = event.integer("pieces") ?? step.pieces
    step.bytes = event.integer("bytes") ?? step.bytes
    if event["complete"] != nil { step.isComplete = event.flag("complete") }
    step.received = event.integer("received_bytes") ?? step.received
    guard let raised = event.text("raised") else { return }
    step.raised = raised
    if let place = event["raised_at"] {
      step.raisedAt = places.place(place, name: place["function"]?.plainText ?? "")
    } else if let file = event.text("raised_file"), let line = event.integer("raised_line") {
      step.raisedAt = places.place(file, line, name: "the route")
    }
  }

  private func handler(_ event: HookEvent) -> MiddlewareTrace.Handler {
    let name = event.text("name") ?? "a handler"
    return MiddlewareTrace.Handler(
      name, place: places.place(event.fields, name: name), library: Self.library(event.text("package")),
      exception: event.text("exception") ?? "", status: event.integer("status"), raised: event.text("raised"),
      at: event.at)
  }

  private func reveals(_ answer: Answer?, exception: String?, secret: String?) -> [String] {
    guard let answer else { return [] }
    var found: [String] = []
    if let secret, answer.contains(secret) { found.append("the value of PLANTED_SECRET") }
    let type = exception.map { String($0.prefix { $0 != ":" && $0 != "(" }) }
    // An HTTP exception is meant for the caller.
    if let type, !type.hasPrefix("HTTP"), type.count > 3, answer.contains(type) { found.append("the name \(type)") }
    // What LessonKit's middleware catches.
    if exception != nil, answer.contains("RoutedError") { found.append("the name RoutedError") }
    if answer.contains("Traceback (most recent call last)") { found.append("a traceback") }
    return found
  }

  private func names(_ value: JSONValue?) -> [String] { (value?.elements ?? []).map(\.plainText) }
}

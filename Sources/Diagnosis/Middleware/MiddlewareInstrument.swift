package import Lessons
package import Report
internal import Tracks

/// Shows the layers around a module's routes, and the way of some requests through them and back.
package struct MiddlewareInstrument: Instrument {
  private let requests: [RequestRecipe]
  private let header: String?

  package static let name = "middleware"
  package static let pythonHook: String? = "pitfall_middleware"

  package init(_ fields: inout ManifestFields) throws {
    requests = try fields.required("requests").list("'requests'").map(RequestRecipe.init)
    header = try fields.optional("header")?.text("'header'")
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    let followed = try await scene.follow(try await scene.requests(or: requests))
    let reader = MiddlewareEvents(EventPlaces(SourceFiles(of: scene.module.source)))
    let unseen = followed.others.filter { $0.name == "layers_unseen" }.compactMap { $0.text("text") }
    let content = MiddlewareTrace(
      // A request of the user's own need not be about the lesson's header.
      header: scene.chosen.isEmpty ? header : nil,
      stacks: followed.others.filter { $0.name == "stack" }.map(reader.stack).filter { !$0.layers.isEmpty },
      requests: followed.requests.map { reader.way($0, secret: scene.surroundings.secret) })
    return try scene.trace(
      .middleware(content), requests: followed.requests.map(\.traced), lanes: content.requests.map(Self.lane),
      notes: followed.notes
        + unseen.map {
          TraceNote("all layers: \($0).", next: "Keep the inner app in an attribute, as `self.app = app`.")
        })
  }

  private static func lane(_ way: MiddlewareTrace.Way) -> TraceLane {
    TraceLane(
      way.request.request,
      spans: way.steps.map { TraceSpan(.open, from: $0.entered, to: $0.left, detail: $0.layer.name) },
      marks: way.handlers.map { TraceMark(at: $0.at, "\($0.name) handled \($0.exception)") })
  }
}

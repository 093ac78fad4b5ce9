package import Lessons
package import Report
internal import Tracks

/// Shows each route's dependencies, and what each of them did for some requests, in the order of the calls.
package struct DependenciesInstrument: Instrument {
  private let requests: [RequestRecipe]

  package static let name = "dependencies"
  package static let pythonHook: String? = "pitfall_dependencies"

  package init(_ fields: inout ManifestFields) throws {
    requests = try fields.required("requests").list("'requests'").map(RequestRecipe.init)
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    let followed = try await scene.follow(try await scene.requests(or: requests))
    let reader = DependencyEvents(EventPlaces(SourceFiles(of: scene.module.source)), scene.clock)
    let content = DependencyTrace(
      routes: followed.others.filter { $0.name == "route" }.map(reader.route),
      requests: followed.requests.map(reader.run))
    return try scene.trace(
      .dependencies(content), requests: followed.requests.map(\.traced),
      lanes: content.requests.map(DependencyLanes.lane), notes: followed.notes)
  }
}

/// One lane for each request, with its calls.
enum DependencyLanes {
  static func lane(_ run: DependencyTrace.Run) -> TraceLane {
    let calls = run.calls + [run.endpoint].compactMap(\.self)
    let spans = calls.filter { $0.outcome != .cached }.map {
      TraceSpan(.open, from: $0.from, to: $0.to, detail: $0.name)
    }
    let ends = calls.compactMap { call in call.end.map { TraceMark(at: $0.at, "\(call.name) ended") } }
    return TraceLane(run.request.request, spans: spans, marks: ends)
  }
}

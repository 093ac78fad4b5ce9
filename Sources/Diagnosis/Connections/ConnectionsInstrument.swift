internal import Base
internal import Bench
package import Lessons
internal import ModuleRuntime
package import Report
internal import Tracks

/// Shows the life of each WebSocket: one client leaves in each way, one stays, and the module is watched for what goes on
/// for those that have left. At the end it gets SIGTERM.
package struct ConnectionsInstrument: Instrument {
  private let plan: ConnectionPlan

  package static let name = "connections"
  package static let pythonHook: String? = "pitfall_connections"
  package static let endsModule = true

  package init(_ fields: inout ManifestFields) throws {
    plan = try ConnectionPlan(&fields)
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    scene.surroundings.upstream.delay(Lateness.none)
    let session: ConnectionSession
    if let request = scene.chosen.first {
      session = try await ConnectionSession(scene, try plan.replaced(by: request))
      try await session.run { try await $0.visitAlone(saying: request.body) }
    } else {
      session = try await ConnectionSession(scene, plan)
      try await session.run { try await $0.visitTogether() }
    }
    let hooks = ConnectionEvents(
      try scene.events(), SourceFiles(of: scene.module.source), scene.module.source.directory)
    let track = try TrackRegistry.definition(of: scene.module.track)
    let content = session.content(
      hooks, logging: [track.logStatement("a client has come"), track.logStatement("its handler has ended")])
    return try scene.trace(
      .connections(content), requests: [], lanes: session.lanes(content), notes: notes(hooks, track.layout.language))
  }

  private func notes(_ hooks: ConnectionEvents, _ language: String) -> [TraceNote] {
    guard !hooks.seesTasks else { return [] }
    return [
      TraceNote(
        "\(language) tells no one which tasks exist. What outlives a client shows in the calls that the upstream still hears, "
          + "in handlers that do not end, and in sockets.",
        next: "Look for `Task` in the handler, and for what cancels it.")
    ]
  }
}

internal import Base
internal import Bench
package import Lessons
package import Report
internal import Tracks

/// Shows where the event loop is while requests are in progress: in which state, in which system call, at which line.
///
/// Each request is sent alone; if the event loop was never seen asleep meanwhile, it is sent eight times concurrently,
/// so that short sleeps add up.
package struct LoopInstrument: Instrument {
  private static let crowd = 8

  private let requests: [RequestRecipe]
  private let upstreamDelay: Duration

  package static let name = "loop"

  package init(_ fields: inout ManifestFields) throws {
    requests = try fields.required("requests").list("'requests'").map(RequestRecipe.init)
    upstreamDelay = .milliseconds(try fields.integer("upstream_ms", in: 0...1_000, default: 0))
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    let witness = try await scene.module.kernelWitness()
    let stacks = StackRecorder(scene.stackReader, process: scene.module.processID, thread: witness.loopThreadID)
    let idle = try await stacks.read()?.frames ?? []
    scene.surroundings.upstream.delay(Lateness(upstreamDelay))
    let watch = LoopWatch(scene, witness, stacks, idle: idle)
    watch.start()
    var traced: [TracedRequest] = []
    var found: [(request: String, blocks: [BlockFinder.Found])] = []
    for request in try await scene.requests(or: requests) {
      let name = "\(request.method) \(request.target)"
      scene.progress("watching the event loop during \(name)")
      let alone = try await watch.during([request])
      traced += alone.requests
      var blocks = alone.blocks
      if !blocks.contains(where: \.isAsleep) {
        blocks += try await watch.during(Array(repeating: request, count: Self.crowd)).blocks.filter(\.isAsleep)
      }
      found.append((name, blocks))
    }
    let (timeline, slowestPing) = await watch.stop()
    return scene.trace(
      .loop(
        LoopTrace(
          blocks: await blocks(found, scene), times: timeline.times, slowestPing: slowestPing?.milliseconds)),
      requests: traced, lanes: [TraceLane("event loop", spans: timeline.spans(scene.clock))],
      notes: await stacks.notes)
  }

  private func blocks(
    _ found: [(request: String, blocks: [BlockFinder.Found])], _ scene: Scene
  ) async -> [LoopTrace.Block] {
    let sources = SourceFiles(of: scene.module.source)
    let names = found.flatMap { $0.blocks.flatMap { $0.stack.map(\.function) } }
    let readable = Dictionary(zip(names, await scene.stackReader.readable(names))) { first, _ in first }
    return found.flatMap { request, blocks in
      blocks.map { block in
        let stack = StackSummary(block, sources, readable).places
        return LoopTrace.Block(
          request: request, place: stack.last(where: \.isOwn), stack: stack, isAsleep: block.isAsleep,
          call: block.call?.name, milliseconds: block.total.milliseconds, longest: block.longest.milliseconds)
      }
    }
  }
}

internal import Base
internal import Bench
package import Lessons
package import Report
internal import Tracks

/// Shows where the event loop is while requests are in progress: in which state, in which system call, at which line.
///
/// Each request is sent alone; if the event loop was never seen asleep in the meantime, it is sent eight times
/// concurrently, so that short sleeps add up.
package struct LoopInstrument: Instrument {
  private static let crowd = 8
  /// It need not be answered: what can be seen is seen by then.
  private static let crowdPatience = Duration.seconds(2)

  private let requests: [RequestRecipe]
  private let upstreamDelay: Duration
  /// What does not block, for a piece of code that does.
  private let instead: [(code: String, better: String)]

  package static let name = "loop"

  package init(_ fields: inout ManifestFields) throws {
    requests = try fields.required("requests").list("'requests'").map(RequestRecipe.init)
    upstreamDelay = .milliseconds(try fields.integer("upstream_ms", in: 0...1_000, default: 0))
    instead = try fields.optional("instead")?.texts("'instead'") ?? []
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    let witness = try await scene.module.kernelWitness()
    let stacks = StackRecorder(scene.stackReader, process: scene.module.processID, thread: witness.loopThreadID)
    let idle = try await stacks.read()?.frames ?? []
    scene.surroundings.upstream.delay(Lateness(upstreamDelay))
    let watch = LoopWatch(scene, witness, stacks, idle: idle)
    watch.start()
    do {
      return try await observe(scene, watch, stacks)
    } catch {
      _ = await watch.stop()
      throw error
    }
  }

  private func observe(_ scene: Scene, _ watch: LoopWatch, _ stacks: StackRecorder) async throws -> Trace {
    var traced: [TracedRequest] = []
    var found: [(request: String, blocks: [BlockFinder.Found])] = []
    for request in try await scene.requests(or: requests) {
      let name = "\(request.method) \(request.target)"
      scene.progress("watching the event loop during \(name)")
      let alone = try await watch.during([request], atMost: Scene.patience)
      traced += alone.requests
      found.append((name, try await confirmed(alone.blocks, request, watch, scene)))
    }
    let (timeline, slowestPing) = await watch.stop()
    let blocks = await blocks(found, scene)
    return try scene.trace(
      .loop(
        LoopTrace(
          blocks: blocks, times: timeline.times, slowestPing: slowestPing?.milliseconds,
          command: scene.stackReader.command, logging: logging(around: blocks.lazy.compactMap(\.place).first, scene))),
      requests: traced, lanes: [TraceLane("event loop", spans: timeline.spans(scene.clock))],
      notes: await stacks.notes + calls(timeline))
  }

  private func calls(_ timeline: LoopTimeline) -> [TraceNote] {
    guard timeline.periods.contains(where: { $0.state == .asleep && $0.call == nil }),
      !timeline.periods.contains(where: { $0.call != nil })
    else { return [] }
    return [
      TraceNote(
        "The kernel does not reveal in which system call the event loop sleeps, so sleep is told from the pings alone.",
        next: "Run pitfall as root; `doctor` says more.")
    ]
  }

  /// The article's own way to find a slow call.
  private func logging(around place: CodePlace?, _ scene: Scene) throws -> [String] {
    guard let place, let text = place.text else { return [] }
    let track = try TrackRegistry.definition(of: scene.module.track)
    return [
      track.logStatement("line \(place.line) begins"), text, track.logStatement("line \(place.line) has ended"),
    ]
  }

  /// Those that are no accident, and those that take several requests to show.
  private func confirmed(
    _ blocks: [BlockFinder.Found], _ request: ProbeRequest, _ watch: LoopWatch, _ scene: Scene
  ) async throws -> [BlockFinder.Found] {
    var sleeps = blocks.filter(\.isAsleep)
    var work = blocks.filter { !$0.isAsleep }
    if !work.isEmpty {
      // The first request of a route may import libraries, which no other has to do.
      let upstream = scene.surroundings.upstream
      upstream.delay(Lateness.none)
      let again = try await watch.during([request], atMost: Scene.patience).blocks
      upstream.delay(Lateness(upstreamDelay))
      work = work.filter { first in again.contains { $0.isSamePlace(as: first) } }
    }
    // A sleep can be too short for the stack to be read in the meantime.
    let canReadStacks = await watch.canReadStacks
    if !sleeps.contains(where: \.hasPlace), sleeps.isEmpty || canReadStacks {
      let together = Array(repeating: request, count: Self.crowd)
      let more = try await watch.during(together, atMost: Self.crowdPatience).blocks.filter(\.isAsleep)
      if !more.isEmpty { sleeps = more }
    }
    return sleeps + work
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
        let place = stack.last(where: \.isOwn)
        return LoopTrace.Block(
          request: request, place: place, stack: stack, isAsleep: block.isAsleep, call: block.call?.name,
          milliseconds: block.total.milliseconds, longest: block.longest.milliseconds,
          instead: instead.first { place?.text?.contains($0.code) ?? false }?.better)
      }
    }
  }
}

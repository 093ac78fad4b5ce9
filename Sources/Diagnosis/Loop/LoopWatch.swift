internal import Base
internal import Bench
internal import MiniServer
internal import ModuleRuntime
internal import Report
internal import Tracks

/// Watches a module's event loop while requests are in progress: samples its thread, reads its stack, and pings it.
struct LoopWatch {
  struct Seen {
    let requests: [TracedRequest]
    let blocks: [BlockFinder.Found]
  }

  /// Work that goes on after the response begins within this time.
  private static let afterwards = Duration.milliseconds(150)
  private static let mostAfterwards = Duration.seconds(2)
  private static let pause = Duration.milliseconds(2)

  private let scene: Scene
  private let witness: KernelWitness
  private let stacks: StackRecorder
  private let finder: BlockFinder
  private let sampler = LoopSampler()
  private let heartbeat: Heartbeat

  /// `idle` is the stack of the event loop's thread while nothing was to do.
  init(_ scene: Scene, _ witness: KernelWitness, _ stacks: StackRecorder, idle: [StackFrame]) {
    self.scene = scene
    self.witness = witness
    self.stacks = stacks
    let sources = SourceFiles(of: scene.module.source)
    finder = BlockFinder(idle: idle) { $0.text(in: sources) != nil }
    heartbeat = Heartbeat(pause: .milliseconds(5)) { try await scene.module.connect() }
  }

  func start() {
    sampler.start(witness)
    heartbeat.start()
  }

  var canReadStacks: Bool { get async { await stacks.notes.isEmpty } }

  /// What the thread did all the time, and the slowest ping.
  func stop() async -> (LoopTimeline, slowestPing: Duration?) {
    await heartbeat.stop()
    return (timeline(await sampler.stop()), heartbeat.beats.map { $0.answered - $0.sent }.max())
  }

  private func timeline(_ samples: [ThreadSample]) -> LoopTimeline {
    LoopTimeline(
      samples, events: witness.eventDescriptor, pings: heartbeat.beats.map { $0.sent...max($0.sent, $0.answered) })
  }

  /// Sends the requests concurrently, and watches until they are answered and what they began is done.
  func during(_ requests: [ProbeRequest], atMost patience: Duration) async throws -> Seen {
    let connections = try await scene.module.connect(count: requests.count)
    defer { connections.forEach { $0.close() } }
    let began = ContinuousClock.now
    let isOver = Locked(false)
    // Not cancelled at the end: that would kill the tool in the midst of its work.
    let reading = Task { try await readStacks { isOver.withLock { $0 } } }
    do {
      let traced = await responses(to: requests, on: connections, atMost: patience, since: began)
      try await settle()
      isOver.withLock { $0 = true }
      let samples = try await reading.value
      return Seen(requests: traced, blocks: finder.find(timeline(sampler.samples(since: began)), samples))
    } catch {
      // The tool must not outlive an interrupted command.
      reading.cancel()
      _ = await reading.result
      throw error
    }
  }

  private func responses(
    to requests: [ProbeRequest], on connections: [ClientConnection], atMost patience: Duration,
    since began: ContinuousClock.Instant
  ) async -> [TracedRequest] {
    let pending = zip(requests, connections).map { request, connection in
      connection.start(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: patience)
    }
    var traced: [TracedRequest] = []
    for (request, reply) in zip(requests, pending) { traced.append(await scene.traced(request, sent: began, reply)) }
    return traced
  }

  /// Waits for work that the module does after its response.
  private func settle() async throws {
    try await Task.sleep(for: Self.afterwards)
    let answered = ContinuousClock.now
    while let waiting = heartbeat.waitingSince, waiting < answered, .now - answered < Self.mostAfterwards {
      try await Task.sleep(for: Self.pause)
    }
  }

  private func readStacks(until isOver: () -> Bool) async throws -> [StackSample] {
    var samples: [StackSample] = []
    while !isOver(), let sample = try await stacks.read() {
      samples.append(sample)
      try await Task.sleep(for: Self.pause)
    }
    return samples
  }
}

internal import Base
internal import Demo
internal import Foundation
internal import ModuleRuntime
internal import Report

/// Where a demo's races run: prepares both servers once, and turns a race into events of a session.
final class DemoStage: Sendable {
  let demo: Demo
  private let installation: Installation
  private let isolation: Isolation
  private let archive = DemoArchive(environment: ProcessInfo.processInfo.environment)
  private let files: DemoFiles
  private let trouble: Locked<String?> = Locked(nil)
  private let prepared: Locked<Task<[PreparedModule], any Error>?> = Locked(nil)

  /// `files` are written after each finished race.
  init(_ demo: Demo, installation: Installation, isolation: Isolation, files: DemoFiles) {
    self.demo = demo
    self.installation = installation
    self.isolation = isolation
    self.files = files
  }

  /// The same with another module in the place of the fix. Throws what `Demo` throws.
  func against(_ path: String) throws -> DemoStage {
    DemoStage(
      try Demo(demo.lesson, track: demo.track, against: path), installation: installation, isolation: isolation,
      files: files)
  }

  private var race: DemoRace {
    DemoRace(
      demo.script, of: demo.lesson, track: demo.track, contestants: demo.contestants, installation: installation,
      isolation: isolation)
  }

  /// Begins to compile both servers, while the class still reads the code.
  func warmUp() { _ = preparation { _ in } }

  /// Ends what is still being compiled.
  func end() async {
    let preparation = prepared.withLock { task in
      defer { task = nil }
      return task
    }
    preparation?.cancel()
    _ = try? await preparation?.value
  }

  private func preparation(
    _ events: @escaping @Sendable (DemoRace.Event) -> Void
  ) -> Task<[PreparedModule], any Error> {
    prepared.withLock { task in
      if let task { return task }
      let new = Task { [race] in try await race.prepare(events) }
      task = new
      return new
    }
  }

  /// One race from its start to its end, whatever happens.
  func run(_ tell: @escaping @Sendable (DemoSession.Event) -> Void) async {
    let isOwn = demo.contestants[1].name == "fixed"
    let earlier = isOwn ? archive.last(lesson: demo.lesson.id, track: demo.track) : nil
    @Sendable func forward(_ event: DemoRace.Event) {
      switch event {
      case .preparing(let sentence): tell(.raceIsPreparing(sentence))
      case .began: tell(.raceBegan)
      case .picture(let index, let picture): tell(.picture(index, picture))
      }
    }
    do {
      let modules = try await preparation(forward).value
      let result = try await race.run(modules, seed: UInt64.random(in: 0..<1 << 53), events: forward)
      files.write(result, of: demo)
      if isOwn { keep(result) }
      tell(DemoSession.end(of: result, earlier: earlier))
    } catch {
      if error is DemoError { prepared.withLock { $0 = nil } }
      guard !Task.isCancelled else { return }
      tell(.raceFailed("\(error)".excerpt(600), earlier: earlier))
    }
  }

  /// One race that changes `session`; `tell` gets each event. Throws `CancellationError`.
  func run(in session: inout DemoSession, _ tell: (DemoSession.Event) -> Void) async throws {
    let (events, sink) = AsyncStream.makeStream(of: DemoSession.Event.self)
    let race = Task {
      await run { sink.yield($0) }
      sink.finish()
    }
    await withTaskCancellationHandler {
      for await event in events {
        _ = session.handle(event)
        tell(event)
      }
    } onCancel: {
      race.cancel()
    }
    await race.value
    try Task.checkCancellation()
  }

  /// For a day on which this machine is too busy. A demo goes on without it.
  private func keep(_ result: RaceResult) {
    do {
      try archive.keep(result)
    } catch {
      trouble.withLock { $0 = "The race is not kept for later demos: \(error)" }
    }
  }

  /// What went wrong beside the demo, to be said after it.
  var complaint: String? { trouble.withLock { $0 } }
}

internal import Base
internal import Demo
internal import LivePage
internal import Presentation
internal import Report

/// A demo while it is shown: turns keys and the page's commands into a session's events, and carries out its actions.
struct DemoShowing {
  private var stage: DemoStage
  private var session: DemoSession
  private let sink: AsyncStream<DemoShow.Event>.Continuation
  private let pauses: DemoPauses?
  private var race: Task<Void, Never>?
  /// The number of races so far: an event of an earlier one says nothing.
  private var races = 0
  /// The number of pauses so far.
  private var steps = 0
  /// Of a step that is taller than the screen, from 0.
  private var page = 0
  private var hasMore = false
  /// The path of another fix, while it is typed.
  private var typed: String?
  /// What was wrong with the last one.
  private var complaint: String?
  private var notedStep: DemoState.Step?
  /// Each viewer's choice; a viewer may change it.
  private(set) var ballots: [String: Int] = [:]

  init(_ stage: DemoStage, sink: AsyncStream<DemoShow.Event>.Continuation, pauses: DemoPauses?) throws {
    self.stage = stage
    self.sink = sink
    self.pauses = pauses
    session = try stage.demo.session()
    stage.warmUp()
    pauseIfAlone()
  }

  var state: DemoState { session.state }

  /// False when the demo is over.
  mutating func handle(_ event: DemoShow.Event) async -> Bool {
    switch event {
    case .session(let event, let race): return race == races ? await apply(event) : true
    case .pauseIsOver(let step): return step == steps ? await apply(.next) : true
    case .page(.vote(let choice, let viewer)): vote(choice, viewer)
    case .page(.next): return await apply(.next)
    case .page(.back): return await apply(.back)
    case .page(.again): return await apply(.again)
    case .key(let key): return typed == nil ? await handle(key) : await type(key)
    }
    return true
  }

  private mutating func vote(_ choice: Int, _ viewer: String) {
    let actions = session.handle(.vote(choice: choice, before: ballots[viewer]))
    // None for a vote that does not count, because the answer is there.
    if !actions.isEmpty { ballots[viewer] = choice }
  }

  mutating func end() async {
    await endRace()
    await stage.end()
    DemoNotes.withdraw()
  }

  private func endRace() async {
    race?.cancel()
    await race?.value
  }

  /// What stands on a screen of this size.
  mutating func lines(_ style: Style, _ size: (columns: Int, rows: Int), links: [String]) -> [String] {
    let footer =
      typed.map { ["Enter races it, Escape goes on. Another fix: \($0)_"] } ?? complaint.map {
        [$0]
      }
      ?? (state.step == .code ? links : Array(links.prefix(1)))
    let shown = DemoView(style.resized(size.columns), rows: size.rows).screen(state, page: page, footer: footer)
    hasMore = shown.hasMore
    return shown.lines
  }

  /// Once for each step.
  mutating func publishNotes() {
    guard notedStep != state.step else { return }
    notedStep = state.step
    DemoNotes(stage.demo, at: state.step).publish()
  }

  private mutating func handle(_ key: FullScreen.Key) async -> Bool {
    complaint = nil
    switch key {
    case .enter, .forward, .letter(" "), .letter("n"):
      guard hasMore else { return await apply(.next) }
      page += 1
    case .backward, .erase, .letter("b"):
      guard page > 0 else { return await apply(.back) }
      page -= 1
    case .letter("r"): return await apply(.again)
    case .letter("f"): typed = ""
    case .letter("q"), .closed: return false
    case .letter, .resized: break
    }
    return true
  }

  private mutating func type(_ key: FullScreen.Key) async -> Bool {
    switch key {
    case .letter("\u{1B}"): typed = nil
    case .letter(let letter): typed?.append(letter)
    case .erase: typed = typed.map { String($0.dropLast()) }
    case .enter:
      let path = typed ?? ""
      typed = nil
      if !path.isEmpty { return await race(against: path) }
    case .closed: return false
    case .forward, .backward, .resized: break
    }
    return true
  }

  /// Puts the audience's own module in the place of the fix.
  private mutating func race(against path: String) async -> Bool {
    do {
      let other = try stage.against(path)
      await endRace()
      await stage.end()
      stage = other
      session = try stage.demo.session(at: .race)
      ballots = [:]
      return await apply(.again)
    } catch {
      complaint = "\(error)".excerpt(200)
      return true
    }
  }

  private mutating func apply(_ event: DemoSession.Event) async -> Bool {
    let (step, wasSettled) = (state.step, isSettled)
    for action in session.handle(event) {
      switch action {
      case .show: break
      case .startRace:
        races += 1
        race = Task { [stage, sink, races] in await stage.run { sink.yield(.session($0, race: races)) } }
      case .cancelRace: await endRace()
      case .leave: return false
      }
    }
    if state.step != step { page = 0 }
    if state.step != step || !wasSettled && isSettled { pauseIfAlone() }
    return true
  }

  /// Whether nothing more happens at this step by itself.
  private var isSettled: Bool { state.step != .race || state.race == .finished || state.race == .failed }

  private mutating func pauseIfAlone() {
    steps += 1
    guard let pauses, isSettled else { return }
    Task { [sink, steps, pause = pauses.pause(at: state.step)] in
      try await Task.sleep(for: pause)
      sink.yield(.pauseIsOver(step: steps))
    }
  }
}

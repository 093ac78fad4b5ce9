internal import Base
internal import Demo
internal import Foundation
internal import LivePage
internal import Presentation
internal import Report

/// How long a demo that plays alone stays at each step.
struct DemoPauses: Sendable {
  let speed: Double

  func pause(at step: DemoState.Step) -> Duration {
    let seconds: Double =
      switch step {
      case .code: 8
      case .question: 8
      case .race: 5
      case .reveal: 12
      case .fix: 8
      case .rule: 6
      }
    return .milliseconds(Int(seconds * 1_000 / speed))
  }
}

/// A demo that someone shows: on a terminal's whole screen, on the page, or on both.
struct DemoShow: Sendable {
  enum Event: Sendable {
    case key(FullScreen.Key)
    case page(LivePage.Command)
    case session(DemoSession.Event, race: Int)
    case pauseIsOver(step: Int)
  }

  private let stage: DemoStage
  private let style: Style
  private let pauses: DemoPauses?
  private let hasScreen: Bool
  private let cast: String?

  /// Without a screen, the page or the recording alone shows the demo. `cast` is the recording's file.
  init(_ stage: DemoStage, style: Style, pauses: DemoPauses?, hasScreen: Bool, cast: String?) {
    self.stage = stage
    self.style = style
    self.pauses = pauses
    self.hasScreen = hasScreen
    self.cast = cast
  }

  /// `served` is called with the page once it is served. Returns what was shown last.
  func run(on place: DemoPage.Place? = nil, served: (LivePage) -> Void = { _ in }) async throws -> DemoState {
    let (events, sink) = AsyncStream.makeStream(of: Event.self)
    let page: LivePage? =
      if let place { try await DemoPage.serve(stage.demo, at: place) { sink.yield(.page($0)) } } else { nil }
    do {
      if let page { served(page) }
      let state = try await withTaskCancellationHandler {
        try await show(events, sink, page, place)
      } onCancel: {
        sink.finish()
      }
      await page?.stop()
      return state
    } catch {
      await page?.stop()
      throw error
    }
  }

  private func show(
    _ events: AsyncStream<Event>, _ sink: AsyncStream<Event>.Continuation, _ page: LivePage?, _ place: DemoPage.Place?
  ) async throws -> DemoState {
    var recording = try cast.map {
      try DemoRecording(
        $0, title: stage.demo.lesson.title, size: hasScreen ? FullScreen.size : DemoRecording.usualSize)
    }
    let screen = hasScreen ? try FullScreen() : nil
    defer { screen?.end() }
    let keys = Task {
      guard let screen else { return }
      for await key in screen.keys { sink.yield(.key(key)) }
    }
    defer { keys.cancel() }
    var showing = try DemoShowing(stage, sink: sink, pauses: pauses)
    let links = page.flatMap { page in place.map { DemoPage.links(page, at: $0) } } ?? []
    func draw() throws {
      let size = screen == nil ? DemoRecording.usualSize : FullScreen.size
      // Without the links, which say nothing once the demo is over.
      try recording?.draw(showing.lines(style, size, links: []), size: size, of: showing.state)
      if let screen { screen.draw(showing.lines(style, size, links: links)) }
      page?.publish(showing.state, ballots: showing.ballots)
      showing.publishNotes()
    }
    do {
      try draw()
      for await event in events {
        guard await showing.handle(event) else { break }
        try draw()
      }
    } catch {
      await showing.end()
      throw error
    }
    await showing.end()
    try recording?.write()
    try Task.checkCancellation()
    return showing.state
  }
}

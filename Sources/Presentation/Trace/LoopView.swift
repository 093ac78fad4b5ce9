internal import Report

/// Where an event loop was while requests were in progress.
struct LoopView {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ loop: LoopTrace, _ trace: Trace) -> String {
    loop.blocks.map { "\($0)" }.joined(separator: "\n") + "\n" + loop.times.map { "\($0)" }.joined(separator: "\n")
  }
}

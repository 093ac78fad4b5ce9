internal import Base
internal import Files
internal import Formats
internal import Foundation
internal import Report

/// What a demo shows on a terminal, recorded to be played again, with a marker at each step.
struct DemoRecording {
  /// Where there is no terminal.
  static let usualSize = (columns: 80, rows: 24)

  let file: String
  private var cast: Asciicast
  private let began = ContinuousClock.now
  private var size: (columns: Int, rows: Int)
  private var step: DemoState.Step?
  private var frame: [String] = []

  /// Throws `FileError` when the file cannot be written: it is there from the beginning.
  init(_ file: String, title: String, size: (columns: Int, rows: Int)) throws {
    self.file = file
    self.size = size
    cast = try Asciicast(columns: size.columns, rows: size.rows, title: title, began: .now)
    try cast.output("\u{1B}[?25l\u{1B}[2J", at: .zero)
    try AtomicFile.write(cast.document, to: file)
  }

  mutating func draw(_ lines: [String], size: (columns: Int, rows: Int), of state: DemoState) throws {
    let time = ContinuousClock.now - began
    if size != self.size {
      self.size = size
      try cast.resize(columns: size.columns, rows: size.rows, at: time)
    }
    if state.step != step {
      step = state.step
      let steps = DemoState.Step.allCases
      try cast.marker("\((steps.firstIndex(of: state.step) ?? 0) + 1) \(state.step.rawValue)", at: time)
    }
    guard lines != frame else { return }
    frame = lines
    try cast.output(FullScreen.frame(lines), at: time)
  }

  /// Throws `FileError`.
  func write() throws { try AtomicFile.write(cast.document, to: file) }
}

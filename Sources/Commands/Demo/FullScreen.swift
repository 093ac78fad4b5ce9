internal import Base
internal import Files
internal import Foundation

/// A terminal whose whole screen is drawn, and whose keys are read one by one. The screen and the modes that it had
/// before come back at the end.
final class FullScreen: Sendable {
  enum Key: Sendable, Equatable {
    case enter
    /// An arrow or a page key, to the right or down.
    case forward
    case backward
    case erase
    case letter(Character)
    /// The size of the window has changed.
    case resized
    case closed
  }

  let keys: AsyncStream<Key>
  private let sink: AsyncStream<Key>.Continuation
  private let before: termios
  private let isEnding = Locked(false)
  /// How often the window's size is looked at.
  private static let interval: Int32 = 200

  init() throws(TerminalError) {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { throw TerminalError(code: errno) }
    before = modes
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
    withUnsafeMutableBytes(of: &modes.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
      // A stopped program would leave a screen that no one can use.
      characters[Int(VSUSP)] = 0
    }
    guard tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) == 0 else { throw TerminalError(code: errno) }
    (keys, sink) = AsyncStream.makeStream(of: Key.self)
    Self.write("\u{1B}[?1049h\u{1B}[?25l")
    Thread.detachNewThread { [self] in read() }
  }

  /// The columns and rows of the window; 80 and 24 if unknown.
  static var size: (columns: Int, rows: Int) {
    let window = WindowSize(of: STDOUT_FILENO)
    return (window.columns ?? 80, window.rows ?? 24)
  }

  /// Replaces what is on the screen; the terminal shows it in one go.
  func draw(_ lines: [String]) { Self.write("\u{1B}[?2026h" + Self.frame(lines) + "\u{1B}[?2026l") }

  /// What a terminal needs to show these lines, which are as many as it has rows. Each is erased before it is written:
  /// erased to its end afterwards, some terminals lose the character in the last column.
  static func frame(_ lines: [String]) -> String {
    "\u{1B}[H" + lines.map { "\u{1B}[2K" + $0 }.joined(separator: "\r\n")
  }

  /// May be called again.
  func end() {
    let isFirst = isEnding.withLock { isEnding in
      defer { isEnding = true }
      return !isEnding
    }
    guard isFirst else { return }
    // A terminal that has only one screen goes on below what was drawn.
    Self.write("\r\n\u{1B}[?25h\u{1B}[?1049l")
    var modes = before
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
    sink.finish()
  }

  private func read() {
    var size = Self.size
    while !isEnding.withLock({ $0 }) {
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let count = poll(&input, 1, Self.interval)
      let now = Self.size
      if now != size {
        size = now
        sink.yield(.resized)
      }
      guard count > 0 else { continue }
      let bytes = Descriptor.read(STDIN_FILENO, limit: 64).bytes
      guard !bytes.isEmpty else {
        sink.yield(.closed)
        return
      }
      for key in Self.keys(bytes) { sink.yield(key) }
    }
  }

  /// One read has whole escape sequences, because a terminal sends each of them at once.
  static func keys(_ bytes: [UInt8]) -> [Key] {
    var keys: [Key] = []
    var rest = String(decoding: bytes, as: UTF8.self)[...]
    while let first = rest.first {
      if let (sequence, key) = sequences.first(where: { rest.hasPrefix($0.0) }) {
        rest.removeFirst(sequence.count)
        keys.append(key)
        continue
      }
      rest.removeFirst()
      switch first {
      case "\n", "\r", "\r\n": keys.append(.enter)
      case "\u{7F}", "\u{8}": keys.append(.erase)
      // Of another sequence, nothing is a key.
      case "\u{1B}": return rest.isEmpty ? keys + [.letter(first)] : keys
      default: keys.append(.letter(first))
      }
    }
    return keys
  }

  private static let sequences: [(String, Key)] = [
    ("\u{1B}[C", .forward), ("\u{1B}[D", .backward), ("\u{1B}[6~", .forward), ("\u{1B}[5~", .backward),
    ("\u{1B}OC", .forward), ("\u{1B}OD", .backward), ("\u{1B}[B", .forward), ("\u{1B}[A", .backward),
  ]

  private static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Descriptor.write($0, to: STDOUT_FILENO) }
  }
}

struct TerminalError: ToldError {
  let code: Int32

  var description: String {
    "The terminal cannot be drawn on: \(String(cString: strerror(code))). With --auto, a demo needs no terminal."
  }
}

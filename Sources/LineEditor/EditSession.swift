internal import CLineEditor
internal import Glibc

/// The state of libedit, and what its callbacks need; used only on the editor's thread.
final class EditSession {
  let configuration: LineEditor.Configuration
  let requests: Requests
  let emit: (LineEvent) -> Void
  let output: Output
  let signals: Int32
  let history: History
  private let input: UnsafeMutablePointer<FILE>
  private let list: OpaquePointer
  /// The terminal's modes before the session.
  private let original: termios
  // Created last, because libedit's callbacks use this object.
  private var made: OpaquePointer?
  /// The prompt in the form that libedit reads each time it draws.
  private var drawn: UnsafeMutablePointer<wchar_t>
  var prompt = Prompt("") { didSet { drawn.deallocate(); drawn = Self.copy(prompt.marked) } }

  var decoder = ScalarDecoder()
  var isInputOver = false
  var isEditing = false
  /// We stopped ourselves: at the next SIGCONT, the line is still on the screen.
  var hasStopped = false
  var size: ScreenSize

  init(_ configuration: LineEditor.Configuration, _ requests: Requests, emit: @escaping (LineEvent) -> Void) throws {
    self.configuration = configuration
    self.requests = requests
    self.emit = emit
    useLocale()
    var modes = termios()
    guard tcgetattr(configuration.input, &modes) == 0 else {
      throw LineEditorError.system(step: "reading its modes", code: errno)
    }
    original = modes
    size = ScreenSize(of: configuration.output)
    history = History(path: configuration.historyPath)
    drawn = Self.copy([])
    signals = try Signals.watch(configuration.signals)
    output = try Output(descriptor: configuration.output) { emit(.outputClosed) }
    input = try Output.open(configuration.input, mode: "r")
    guard let list = history_winit() else { throw LineEditorError.memory }
    self.list = list
    let data = Unmanaged.passUnretained(self).toOpaque()
    guard let made = line_editor_make(configuration.program, input, output.file, data) else {
      throw LineEditorError.memory
    }
    self.made = made
    line_editor_set_prompt(made, { EditSession.of($0)?.drawn }, wchar_t(Prompt.mark.value))
    line_editor_set_reader(made) { EditSession.of($0)?.read(into: $1) ?? -1 }
    line_editor_set_history(made, list)
    bindKeys(made)
    history.load().map { output.write($0 + "\n") }
    fillList()
  }

  deinit {
    if let made { line_editor_free(made) }
    history_wend(list)
    fclose(input)
    drawn.deallocate()
  }

  static func of(_ editor: OpaquePointer?) -> EditSession? {
    guard let editor, let data = line_editor_data(editor) else { return nil }
    return Unmanaged<EditSession>.fromOpaque(data).takeUnretainedValue()
  }

  var editor: OpaquePointer {
    guard let made else { preconditionFailure("libedit calls back only after it was created") }
    return made
  }

  /// Edits lines on request until the session is closed.
  func run() {
    takeTerminal()
    while waitUntilLineIsWanted(), editLine() {}
    requests.takeText().map(output.write)
    giveTerminal()
    Signals.unwatch()
  }

  func takeTerminal() { line_editor_take_terminal(editor) }

  func giveTerminal() {
    var modes = original
    tcsetattr(configuration.input, TCSADRAIN, &modes)
  }

  /// False if the session is closed.
  private func editLine() -> Bool {
    guard !isInputOver else {
      emit(.endOfInput)
      return true
    }
    isEditing = true
    var count: Int32 = 0
    let line = el_wgets(editor, &count)
    isEditing = false
    // A request that came during editing was for this line.
    requests.access { $0.wantsLine = false }
    guard let line, count > 0 else {
      if !requests.access({ $0.isClosed }) { emit(.endOfInput) }
      return true
    }
    accept(String(UnsafeBufferPointer(start: line, count: Int(count))))
    return true
  }

  private func accept(_ line: String) {
    let line = line.hasSuffix("\n") ? String(line.dropLast()) : line
    if let complaint = history.add(line) { output.write(complaint + "\n") }
    fillList()
    emit(.line(line))
  }

  private func fillList() {
    line_editor_history_clear(list)
    for line in history.lines { line_editor_history_enter(list, line.unicodeScalars.map { wchar_t($0.value) } + [0]) }
  }

  private static func copy(_ scalars: [Unicode.Scalar]) -> UnsafeMutablePointer<wchar_t> {
    let buffer = UnsafeMutablePointer<wchar_t>.allocate(capacity: scalars.count + 1)
    for (index, scalar) in scalars.enumerated() { buffer[index] = wchar_t(scalar.value) }
    buffer[scalars.count] = 0
    return buffer
  }
}

extension String {
  /// Converts libedit's wide characters; invalid ones become U+FFFD.
  init(_ characters: UnsafeBufferPointer<wchar_t>) {
    var scalars = UnicodeScalarView()
    for character in characters { scalars.append(Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}") }
    self.init(scalars)
  }
}

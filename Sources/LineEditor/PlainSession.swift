internal import Files
internal import Glibc

/// The state of a plain reader; used only on its thread.
final class PlainSession {
  private let input: Int32
  private let requests: Requests
  private let emit: (LineEvent) -> Void
  private let output: Output
  private let signals: Int32
  private let outputDescriptor: Int32
  private let isInputTerminal: Bool
  /// Shows the prompt only to people, that is, if input and output are terminals.
  private let showsPrompt: Bool
  private var prompt = ""
  private var splitter = LineSplitter(keepsBytes: true)
  private var isFirstLine = true
  /// Complete lines that have not been delivered yet.
  private var lines: [String] = []
  private var isInputOver = false
  private var isReading = false
  private var size: ScreenSize

  init(
    input: Int32, output descriptor: Int32, signals: [Int32], _ requests: Requests,
    emit: @escaping (LineEvent) -> Void
  ) throws {
    self.input = input
    self.requests = requests
    self.emit = emit
    outputDescriptor = descriptor
    output = try Output(descriptor: descriptor) { emit(.outputClosed) }
    self.signals = try Signals.watch(signals)
    isInputTerminal = isatty(input) == 1
    showsPrompt = isInputTerminal && isatty(descriptor) == 1
    size = ScreenSize(of: descriptor)
  }

  func run() {
    while true {
      handleRequests()
      if requests.access({ $0.isClosed }) { break }
      if !isReading && requests.access({ $0.wantsLine }) {
        // Text printed before the line was requested belongs above its prompt.
        handleRequests()
        begin()
      }
      if isReading && deliver() { continue }
      waitForSomething()
    }
    if isReading && showsPrompt { output.write("\n") }
    requests.takeText().map(output.write)
    Signals.unwatch()
  }

  private func begin() {
    isReading = true
    showPrompt()
  }

  /// Sends the next line, or the end of input; false if neither is there yet.
  private func deliver() -> Bool {
    if lines.isEmpty, isInputOver, let rest = splitter.takeRest() { lines.append(rest) }
    let line = lines.isEmpty ? nil : lines.removeFirst()
    guard line != nil || isInputOver else { return false }
    requests.access { $0.wantsLine = false }
    isReading = false
    if line == nil && showsPrompt { output.write("\n") }
    emit(line.map { .line(isFirstLine ? $0.withoutControls.withoutMark : $0.withoutControls) } ?? .endOfInput)
    isFirstLine = false
    return true
  }

  private func waitForSomething() {
    let isReady = Polling.wait([isReading && !isInputOver ? input : -1, requests.pipe.read, signals])
    if isReady[1] { requests.pipe.drain() }
    if isReady[2] { for number in Signals.take(signals) { handle(number) } }
    guard isReady[0] else { return }
    // A terminal returns at most one line, so that later input is left for a program that borrows the terminal.
    switch Descriptor.read(input, limit: 65_536) {
    case .bytes(let bytes): lines += splitter.split(bytes)
    case .failed(code: EAGAIN): break
    case .end, .failed: isInputOver = true
    }
  }

  private func handleRequests() {
    let text = requests.takeText()
    requests.access { contents in
      contents.prompt.map { prompt = String($0.visibleText) }
      contents.prompt = nil
    }
    if let text {
      let begun = isReading && showsPrompt
      output.write((begun ? "\n" : "") + text)
      if begun { showPrompt() }
    }
    guard let borrower = requests.nextBorrower() else { return }
    lend(to: borrower)
    // While the terminal was lent, the pipe was drained: handle the requests made in the meantime.
    handleRequests()
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      let now = ScreenSize(of: outputDescriptor)
      guard now != size else { return }
      size = now
      emit(.resized(columns: now.columns, rows: now.rows))
    case SIGCONT: if isReading { showPrompt() }
    case SIGINT where isInputTerminal:
      if !isReading || requests.access({ $0.isBusy }) { return emit(.interrupt) }
      // The terminal has dropped the unfinished line; drop complete ones too.
      splitter = LineSplitter(keepsBytes: true)
      lines = []
      output.write("\n")
      showPrompt()
    default: emit(.signal(signal))
    }
  }

  private func showPrompt() {
    if showsPrompt { output.write(prompt) }
  }

  private func lend(to borrower: CheckedContinuation<Void, Never>) {
    borrower.resume()
    while requests.access({ $0.isLent && !$0.isClosed }) {
      let isReady = Polling.wait([-1, requests.pipe.read, signals])
      if isReady[1] { requests.pipe.drain() }
      guard isReady[2] else { continue }
      for number in Signals.take(signals) where number == SIGTERM || number == SIGHUP { emit(.signal(number)) }
    }
    if isReading { showPrompt() }
  }
}

extension String {
  /// Without NUL characters, and without the carriage return of a line that ended with CR LF.
  fileprivate var withoutControls: String {
    var scalars = unicodeScalars
    if scalars.last == "\r" { scalars.removeLast() }
    scalars.removeAll { $0 == "\0" }
    return String(scalars)
  }

  /// Without the byte order mark that some editors put before a text.
  fileprivate var withoutMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
  }

  /// The prompt without color sequences.
  fileprivate var visibleText: String.UnicodeScalarView {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: Prompt(self).visible)
    return view
  }
}

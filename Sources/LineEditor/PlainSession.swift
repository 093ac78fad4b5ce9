internal import Glibc

/// A plain reader's state, on its thread.
final class PlainSession {
  private let input: Int32
  private let requests: Requests
  private let emit: (LineEvent) -> Void
  private let output: Output
  private let signals: Int32
  private let outputDescriptor: Int32
  private let isInputTerminal: Bool
  /// The prompt is for people: both ends must be terminals.
  private let showsPrompt: Bool
  private var prompt = ""
  private var cutter = LineCutter()
  private var isInputOver = false
  private var isReading = false
  private var size: (columns: Int, rows: Int)

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
    size = Descriptor.size(descriptor)
  }

  func run() {
    while true {
      handleRequests()
      if requests.take({ $0.isClosed }) { break }
      if !isReading && requests.take({ $0.wantsLine }) {
        // What was said before the line was wanted belongs above its prompt.
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

  /// True when a line, or the end, was there.
  private func deliver() -> Bool {
    let line = cutter.next() ?? (isInputOver ? cutter.finish() : nil)
    guard line != nil || isInputOver else { return false }
    requests.take { $0.wantsLine = false }
    isReading = false
    if line == nil && showsPrompt { output.write("\n") }
    emit(line.map(LineEvent.line) ?? .endOfInput)
    return true
  }

  private func waitForSomething() {
    let isReady = Descriptor.wait([isReading && !isInputOver ? input : -1, requests.pipe.read, signals])
    if isReady[1] { requests.pipe.drain() }
    if isReady[2] { for number in Signals.take(signals) { handle(number) } }
    guard isReady[0] else { return }
    // Of a terminal this is one line at most; what follows may be for somebody else.
    switch Descriptor.read(input, limit: 65_536) {
    case .bytes(let bytes): cutter.append(bytes)
    case .nothing: break
    case .end: isInputOver = true
    }
  }

  private func handleRequests() {
    let text = requests.takeText()
    requests.take { contents in
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
    // Waiting for it to come back has used up the wakes of what was asked for since.
    handleRequests()
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      let now = Descriptor.size(outputDescriptor)
      guard now != size else { return }
      size = now
      emit(.resized(columns: now.columns, rows: now.rows))
    case SIGCONT: if isReading { showPrompt() }
    case SIGINT where isInputTerminal:
      if !isReading || requests.take({ $0.isBusy }) { return emit(.interrupt) }
      // The terminal itself has dropped what was typed.
      cutter.removeAll()
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
    while requests.take({ $0.isLent && !$0.isClosed }) {
      let isReady = Descriptor.wait([-1, requests.pipe.read, signals])
      if isReady[1] { requests.pipe.drain() }
      guard isReady[2] else { continue }
      for number in Signals.take(signals) where number == SIGTERM || number == SIGHUP { emit(.signal(number)) }
    }
    if isReading { showPrompt() }
  }
}

extension String {
  /// Without its colour sequences, and as it was where a blank had to be added for libedit.
  fileprivate var visibleText: String.UnicodeScalarView {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: Prompt(self).visible)
    return view
  }
}

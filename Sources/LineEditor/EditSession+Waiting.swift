internal import CLineEditor
internal import Files
internal import Glibc

extension EditSession {
  /// The most bytes of type-ahead that are kept.
  private static let typeAheadLimit = 1 << 20

  /// Waits between two lines, without a prompt or echo; true if a line is wanted, false if the session is closed.
  func waitUntilLineIsWanted() -> Bool {
    while true {
      for control in decoder.takeControls() { obey(control) }
      handleRequests()
      let (isClosed, wantsLine) = requests.access { contents in
        defer { if !contents.isClosed { contents.wantsLine = false } }
        return (contents.isClosed, contents.wantsLine)
      }
      if isClosed { return false }
      if wantsLine {
        // Text printed before the line was requested belongs above its prompt.
        handleRequests()
        return true
      }
      waitForSomething()
      if decoder.count > Self.typeAheadLimit { decoder.removeAll() }
    }
  }

  private func obey(_ control: ScalarDecoder.Control) {
    switch control {
    case .interrupt: emit(.interrupt)
    case .stop: stop()
    case .quit: emit(.signal(SIGQUIT))
    }
  }

  /// Called by libedit for the next character; returning anything but 1 ends the line.
  func read(into character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    while true {
      if requests.access({ $0.isClosed }) {
        handleRequests()
        leaveLine()
        return 0
      }
      if let scalar = decoder.next() {
        character?.pointee = wchar_t(scalar.value)
        return 1
      }
      if isInputOver { return 0 }
      waitForSomething()
    }
  }

  /// Waits for the next event and handles it; typed bytes go to the decoder.
  private func waitForSomething() {
    let isReady = Polling.wait([isInputOver ? -1 : configuration.input, requests.pipe.read, signals])
    if isReady[1] {
      requests.pipe.drain()
      if isEditing { handleRequests() }
    }
    if isReady[2] { for number in Signals.take(signals) { handle(number) } }
    guard isReady[0] else { return }
    switch Descriptor.read(configuration.input, limit: 4_096) {
    case .bytes(let bytes): decoder.append(bytes)
    case .failed(code: EAGAIN): break
    case .end, .failed: isInputOver = true
    }
  }

  private func handleRequests() {
    let text = requests.takeText()
    let prompt = requests.access { contents in
      defer { contents.prompt = nil }
      return contents.prompt.map(Prompt.init)
    }
    if text != nil || prompt != nil && prompt != self.prompt {
      redraw {
        text.map(output.put)
        prompt.map { self.prompt = $0 }
      }
    }
    guard let borrower = requests.nextBorrower() else { return }
    lend(to: borrower)
    // While the terminal was lent, the pipe was drained: handle the requests made in the meantime.
    handleRequests()
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH: updateSize()
    case SIGCONT: resume()
    default: emit(.signal(signal))
    }
  }

  private func lend(to borrower: CheckedContinuation<Void, Never>) {
    redraw {
      output.flush()
      giveTerminal()
      borrower.resume()
      var wasResized = false
      while requests.access({ $0.isLent && !$0.isClosed }) {
        let isReady = Polling.wait([-1, requests.pipe.read, signals])
        if isReady[1] { requests.pipe.drain() }
        guard isReady[2] else { continue }
        for number in Signals.take(signals) {
          // Ctrl-C and similar signals are for the borrower, which also stops and continues together with us.
          if number == SIGWINCH { wasResized = true }
          if number == SIGTERM || number == SIGHUP { emit(.signal(number)) }
        }
      }
      if !requests.access({ $0.isClosed }) { takeTerminal() }
      if wasResized { updateSize(redrawing: false) }
    }
  }
}

internal import CLineEditor
internal import Glibc

extension EditSession {
  /// More is not kept of what is typed ahead.
  private static let typeAheadLimit = 1 << 20

  /// Between two lines: no prompt, no echo. True when a line is wanted, false when it is to close.
  func hold() -> Bool {
    while true {
      for control in decoder.takeControls() { obey(control) }
      handleRequests()
      let (isClosed, wantsLine) = requests.take { contents in
        defer { if !contents.isClosed { contents.wantsLine = false } }
        return (contents.isClosed, contents.wantsLine)
      }
      if isClosed { return false }
      if wantsLine {
        // What was said before the line was wanted belongs above its prompt.
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

  /// libedit asks for the next character; anything but 1 ends the line.
  func read(into character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    while true {
      if requests.take({ $0.isClosed }) {
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

  /// Sleeps until something happens, and deals with all of it but the keys, which go to the decoder.
  private func waitForSomething() {
    let isReady = Descriptor.wait([isInputOver ? -1 : configuration.input, requests.pipe.read, signals])
    if isReady[1] {
      requests.pipe.drain()
      if isEditing { handleRequests() }
    }
    if isReady[2] { for number in Signals.take(signals) { handle(number) } }
    guard isReady[0] else { return }
    switch Descriptor.read(configuration.input, limit: 4_096) {
    case .bytes(let bytes): decoder.append(bytes)
    case .nothing: break
    case .end: isInputOver = true
    }
  }

  private func handleRequests() {
    let text = requests.takeText()
    let prompt = requests.take { contents in
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
    // Waiting for it to come back has used up the wakes of what was asked for since.
    handleRequests()
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH: measure()
    case SIGCONT: goOn()
    default: emit(.signal(signal))
    }
  }

  private func lend(to borrower: CheckedContinuation<Void, Never>) {
    redraw {
      output.flush()
      giveTerminal()
      borrower.resume()
      var wasResized = false
      while requests.take({ $0.isLent && !$0.isClosed }) {
        let isReady = Descriptor.wait([-1, requests.pipe.read, signals])
        if isReady[1] { requests.pipe.drain() }
        guard isReady[2] else { continue }
        for number in Signals.take(signals) {
          // Ctrl-C and the like are for the borrower; it stops and goes on together with us.
          if number == SIGWINCH { wasResized = true }
          if number == SIGTERM || number == SIGHUP { emit(.signal(number)) }
        }
      }
      if !requests.take({ $0.isClosed }) { takeTerminal() }
      if wasResized { measure(redrawing: false) }
    }
  }
}

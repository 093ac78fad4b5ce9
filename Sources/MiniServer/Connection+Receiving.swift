internal import NIOCore
internal import NIOHTTP1

extension Connection {
  /// Takes the next part from the decoder.
  func receive(_ part: HTTPServerRequestPart) {
    if queue.isEmpty, !mustWait(part) { process(part) } else { queue.append(part) }
  }

  /// A request waits for the answer to the one before, and for a client that does not read its answers.
  func mustWait(_ part: HTTPServerRequestPart) -> Bool {
    guard case .head = part else { return false }
    return phase == .exchanging || (phase == .idle && isBackedUp)
  }

  func process(_ part: HTTPServerRequestPart) {
    switch phase {
    case .idle:
      if case .head(let head) = part, closing == .not { begin(head) }
    case .exchanging:
      switch part {
      case .head: break
      case .body(let bytes): if !exchange.isReceived { receiveBody(bytes) }
      case .end: if !exchange.isReceived { finishRequest() }
      }
    case .lingering, .closed: break
    }
  }

  /// The decoder cannot go on: what came before is still answered.
  func received(_ refusal: Refusal) {
    if phase == .exchanging, !exchange.isReceived, queue.isEmpty {
      failBody(refusal)
    } else if pendingRefusal == nil {
      pendingRefusal = refusal
    }
    if !isReading { settle() }
  }

  private func begin(_ head: HTTPRequestHead) {
    switch RequestFraming.examine(head, limits: core.configuration) {
    case .failure(let refusal): refuse(refusal, isHead: head.method == .HEAD)
    case .success(let framing):
      phase = .exchanging
      progress += 1
      exchange = Exchange(framing: framing)
      exchange.keepsAlive = framing.keepsAlive
      exchange.owesContinue = framing.expectsContinue
      if framing.body == .none {
        exchange.isReceived = true
        run(head, RequestBody())
      } else {
        let stream = BodyStream(loop: core.loop) { [unowned self] in bodyIsAwaited() }
        exchange.body = stream
        run(head, RequestBody(stream: stream))
      }
    }
  }

  private func bodyIsAwaited() {
    guard phase == .exchanging, !exchange.isReceived else { return }
    settle()
  }

  /// Asks the client for the body, once it is clear that the body did not come along with the head.
  func sendContinueIfAwaited() {
    guard phase == .exchanging, exchange.owesContinue, exchange.body?.isAwaited == true else { return }
    exchange.owesContinue = false
    append { $0.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }
  }

  private func receiveBody(_ bytes: ByteBuffer) {
    exchange.owesContinue = false
    exchange.receivedBytes += bytes.readableBytes
    if exchange.isAnswered {
      drop(bytes.readableBytes)
    } else if exchange.receivedBytes > core.configuration.maxBodyBytes {
      failBody(.bodyTooLarge(limit: core.configuration.maxBodyBytes))
    } else {
      progress += 1
      exchange.body?.append(bytes)
    }
  }

  private func finishRequest() {
    exchange.isReceived = true
    exchange.body?.finish()
    if exchange.isAnswered { finishExchange() }
  }

  /// The rest of the body cannot be had: its reader is told, and the answer is the refusal unless it began already.
  func failBody(_ refusal: Refusal) {
    exchange.refusal = refusal
    exchange.keepsAlive = false
    exchange.body?.finish(.failure(refusal))
    if exchange.isAnswered { close(.afterLinger) }
  }

  /// Counts bytes that nobody wants; there is a limit to how many are read for the sake of the connection.
  ///
  /// While lingering, time alone is limited: to stop reading would reset the connection, and a client in the midst of
  /// sending would never see its answer.
  func drop(_ count: Int) {
    drained += count
    if phase != .lingering, drained > core.configuration.maxDrainedBytes { close(.afterLinger) }
  }
}

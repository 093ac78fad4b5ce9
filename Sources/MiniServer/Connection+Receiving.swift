internal import NIOCore
internal import NIOHTTP1

extension Connection {
  /// Handles the next part from the decoder, or queues it.
  func receive(_ part: HTTPServerRequestPart) {
    if queue.isEmpty, !mustWait(part) { process(part) } else { queue.append(part) }
  }

  /// A request waits until the previous one is answered and the client has read enough of its responses.
  func mustWait(_ part: HTTPServerRequestPart) -> Bool {
    guard case .head = part else { return false }
    return phase == .serving || (phase == .idle && isBackedUp)
  }

  func process(_ part: HTTPServerRequestPart) {
    switch phase {
    case .idle:
      if case .head(let head) = part, closing == .not { begin(head) }
    case .serving:
      switch part {
      case .head: break
      case .body(let bytes): if !current.isReceived { receiveBody(bytes) }
      case .end: if !current.isReceived { finishRequest() }
      }
    case .lingering, .closed: break
    }
  }

  /// Called when the decoder cannot continue; the requests received before are still answered.
  func received(_ rejection: Rejection) {
    if phase == .serving, !current.isReceived, queue.isEmpty {
      failBody(rejection)
    } else if pendingRejection == nil {
      pendingRejection = rejection
    }
    if !isReading { settle() }
  }

  private func begin(_ head: HTTPRequestHead) {
    switch RequestFraming.examine(head, limits: core.configuration) {
    case .failure(let rejection): reject(rejection, isHead: head.method == .HEAD)
    case .success(let framing):
      phase = .serving
      progress += 1
      current = ActiveRequest(framing: framing)
      current.keepsAlive = framing.keepsAlive
      current.owesContinue = framing.expectsContinue
      if framing.body == .none {
        current.isReceived = true
        run(head, RequestBody())
      } else {
        let stream = BodyStream(loop: core.loop) { [unowned self] in bodyIsAwaited() }
        current.body = stream
        run(head, RequestBody(stream: stream))
      }
    }
  }

  private func bodyIsAwaited() {
    guard phase == .serving, !current.isReceived else { return }
    settle()
  }

  /// Sends "100 Continue" once the handler waits for a body that did not arrive together with the head.
  func sendContinueIfAwaited() {
    guard phase == .serving, current.owesContinue, current.body?.isAwaited == true else { return }
    current.owesContinue = false
    append { $0.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }
  }

  private func receiveBody(_ bytes: ByteBuffer) {
    current.owesContinue = false
    current.receivedBytes += bytes.readableBytes
    if current.isAnswered {
      drop(bytes.readableBytes)
    } else if current.receivedBytes > core.configuration.maxBodyBytes {
      failBody(.bodyTooLarge(limit: core.configuration.maxBodyBytes))
    } else {
      progress += 1
      current.body?.append(bytes)
    }
  }

  private func finishRequest() {
    current.isReceived = true
    current.body?.finish()
    if current.isAnswered { finishCurrent() }
  }

  /// Fails the body's reader; the response becomes the rejection unless it has already started.
  func failBody(_ rejection: Rejection) {
    current.rejection = rejection
    current.keepsAlive = false
    current.body?.finish(.failure(rejection))
    if current.isAnswered { close(.afterLinger) }
  }

  /// Counts discarded bytes, and closes the connection when keeping it would mean discarding too many.
  ///
  /// While lingering, only the time is limited: to stop reading would reset the connection, and a client that is still
  /// sending would never see its response.
  func drop(_ count: Int) {
    drained += count
    if phase != .lingering, drained > core.configuration.maxDrainedBytes { close(.afterLinger) }
  }
}

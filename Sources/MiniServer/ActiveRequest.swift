/// The state of the request that a connection is serving, and of its response.
struct ActiveRequest {
  var framing: RequestFraming
  /// The whole request has been read.
  var isReceived = false
  /// The whole response has been passed on to be sent.
  var isAnswered = false
  /// The client waits for "100 Continue" before it sends the body.
  var owesContinue = false
  var keepsAlive = false
  var receivedBytes = 0
  var responseFraming = ResponseFraming.Body.none
  var body: BodyStream?
  var responseStream: ResponseStream?
  /// Why the rest of the request cannot be read.
  var rejection: Rejection?
  /// Nil during the handler's first run up to a suspension, and after it has returned.
  var task: Task<Void, Never>?
  var isHandlerRunning = false

  init(framing: RequestFraming) {
    self.framing = framing
  }
}

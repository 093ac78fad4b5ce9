/// What a connection knows of the request that it is serving, and of its response.
struct ActiveRequest {
  let framing: RequestFraming
  /// The whole request has been read.
  var isReceived: Bool
  /// The whole response has been passed on to be sent.
  var isAnswered = false
  var keepsAlive: Bool
  /// The client waits for "100 Continue" before it sends the body.
  var owesContinue: Bool
  var receivedBytes = 0
  /// Why the rest of the request cannot be read.
  var rejection: Rejection?

  init(framing: RequestFraming) {
    self.framing = framing
    isReceived = framing.body == .none
    keepsAlive = framing.keepsAlive
    owesContinue = framing.expectsContinue
  }
}

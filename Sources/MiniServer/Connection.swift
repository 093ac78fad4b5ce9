internal import NIOCore
internal import NIOHTTP1

/// One client: reads its requests, runs the handler on the loop, sends the answers in the order of the requests.
///
/// Every entry (`channelReadComplete`, a handler that goes on, a change of writability) ends in `settle`, which
/// starts what has queued, flushes once for all of it, and closes or reads on.
/// Unchecked: everything but the constants is used on the connection's event loop only. Nor is exclusivity checked at
/// run time (these were half of such checks in a profile): no access here spans a call that comes back.
final class Connection: @unchecked Sendable {
  enum Phase {
    case idle
    /// A request is being received or answered.
    case exchanging
    /// The last answer is given: what still comes is dropped until the client closes as well.
    case lingering
    case closed
  }

  let core: ServerCore
  let arrival: RequestArrival
  let remoteAddress: String

  @exclusivity(unchecked) var context: ChannelHandlerContext?
  @exclusivity(unchecked) var phase = Phase.idle
  @exclusivity(unchecked) var exchange: Exchange
  @exclusivity(unchecked) var timer = ConnectionTimer()
  /// Rises with every request and every piece of a body.
  @exclusivity(unchecked) var progress = 0
  /// Parts of pipelined requests, which wait for the answer to the one before.
  @exclusivity(unchecked) var queue = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
  /// What makes the bytes after the queue unreadable.
  @exclusivity(unchecked) var pendingRefusal: Refusal?
  @exclusivity(unchecked) var output: ByteBuffer
  @exclusivity(unchecked) var isReading = false
  @exclusivity(unchecked) var isSettling = false
  @exclusivity(unchecked) var isFlushing = false
  @exclusivity(unchecked) var isWritable = true
  /// NIO asked to read while the connection did not want to.
  @exclusivity(unchecked) var isReadDeferred = false
  @exclusivity(unchecked) var closing = Closing.not
  @exclusivity(unchecked) var drained = 0

  enum Closing {
    case not
    case afterFlush
    /// Bytes that were not read would make the kernel reset the connection, and the answer with it.
    case afterLinger
  }

  init(core: ServerCore, arrival: RequestArrival, channel: any Channel) {
    self.core = core
    self.arrival = arrival
    remoteAddress = channel.remoteAddress.map(Self.describe) ?? ""
    exchange = Exchange(framing: RequestFraming(keepsAlive: false, isHTTP10: false, isHead: false))
    output = channel.allocator.buffer(capacity: 512)
  }

  /// Whether more bytes from the client are welcome.
  var wantsRead: Bool {
    switch phase {
    case .lingering, .closed: true
    case .idle: queue.isEmpty
    case .exchanging:
      if exchange.isReceived {
        queue.isEmpty
      } else {
        exchange.isAnswered || exchange.body?.isAwaited ?? true
      }
    }
  }

  /// Whether the client has to take what is there before another answer is made.
  var isBackedUp: Bool {
    !isWritable || output.readableBytes > Self.maxOutputBytes
  }

  private static let maxOutputBytes = 64 * 1024

  private static func describe(_ address: SocketAddress) -> String {
    "\(address.ipAddress ?? ""):\(address.port ?? 0)"
  }
}

/// One request and its answer.
struct Exchange {
  var framing: RequestFraming
  /// The whole request was read.
  var isReceived = false
  /// The head of the answer is on its way.
  var isStarted = false
  /// The whole answer is on its way.
  var isAnswered = false
  /// The client waits for "100 Continue" before it sends the body.
  var owesContinue = false
  var keepsAlive = false
  var receivedBytes = 0
  var responseFraming = ResponseFraming.Body.none
  var body: BodyStream?
  var responseStream: ResponseStream?
  /// Why the rest of the request cannot be read.
  var refusal: Refusal?
  /// Nil while the handler runs for the first time without a suspension, and when it has returned.
  var task: Task<Void, Never>?
  var isHandlerRunning = false

  init(framing: RequestFraming) {
    self.framing = framing
  }
}

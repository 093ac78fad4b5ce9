internal import NIOCore
internal import NIOHTTP1

/// One client: reads its requests, runs the handler on the event loop, and sends the responses in request order.
///
/// Every entry point (`channelReadComplete`, a resumed handler, a change of writability) ends in `settle`, which starts
/// queued requests, flushes once for all of them, and closes or continues reading.
/// `@unchecked Sendable`: everything but the constants is used only on the connection's event loop. Exclusivity is not
/// checked at run time either, because these properties caused half of all such checks in a profile. That is safe as
/// long as no access spans a call that re-enters the connection.
final class Connection: @unchecked Sendable {
  enum Phase {
    case idle
    /// A request is being received or answered.
    case serving
    /// The last response was sent: bytes that still arrive are dropped until the client closes too.
    case lingering
    case closed
  }

  let core: ServerCore
  let arrival: RequestArrival
  let remoteAddress: String

  @exclusivity(unchecked) var context: ChannelHandlerContext?
  @exclusivity(unchecked) var phase = Phase.idle
  @exclusivity(unchecked) var current: ActiveRequest
  @exclusivity(unchecked) var timer = ConnectionTimer()
  /// Increases with every request and every piece of a body.
  @exclusivity(unchecked) var progress = 0
  /// Parts of pipelined requests that wait until the previous request is answered.
  @exclusivity(unchecked) var queue = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
  /// Why the bytes after the queued parts cannot be decoded.
  @exclusivity(unchecked) var pendingRejection: Rejection?
  @exclusivity(unchecked) var output: ByteBuffer
  @exclusivity(unchecked) var isReading = false
  @exclusivity(unchecked) var isSettling = false
  @exclusivity(unchecked) var isFlushing = false
  @exclusivity(unchecked) var isWritable = true
  /// NIO asked to read while `wantsRead` was false.
  @exclusivity(unchecked) var isReadDeferred = false
  @exclusivity(unchecked) var closing = Closing.not
  @exclusivity(unchecked) var drained = 0

  enum Closing {
    case not
    case afterFlush
    /// Closing with unread bytes would make the kernel reset the connection, and the client could lose the response.
    case afterLinger
  }

  init(core: ServerCore, arrival: RequestArrival, channel: any Channel) {
    self.core = core
    self.arrival = arrival
    remoteAddress = channel.remoteAddress.map(Self.describe) ?? ""
    current = ActiveRequest(framing: RequestFraming(keepsAlive: false, isHTTP10: false, isHead: false))
    output = channel.allocator.buffer(capacity: 512)
  }

  /// Whether to read more bytes from the client.
  var wantsRead: Bool {
    switch phase {
    case .lingering, .closed: true
    case .idle: queue.isEmpty
    case .serving:
      if current.isReceived {
        queue.isEmpty
      } else {
        current.isAnswered || current.body?.isAwaited ?? true
      }
    }
  }

  /// Whether the client must read some of its responses before the next request starts.
  var isBackedUp: Bool {
    !isWritable || output.readableBytes > Self.maxOutputBytes
  }

  private static let maxOutputBytes = 64 * 1024

  private static func describe(_ address: SocketAddress) -> String {
    "\(address.ipAddress ?? ""):\(address.port ?? 0)"
  }
}

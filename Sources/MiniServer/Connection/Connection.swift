internal import NIOCore
internal import NIOHTTP1

/// One client: reads its requests, runs the handler on the event loop, and sends the responses in request order.
///
/// `ConnectionState` decides, this performs. Every entry point (a part of a request, a resumed handler, a change of
/// writability) tells the state what has happened, and ends in `settle`.
/// `@unchecked Sendable`: everything but the constants is used only on the connection's event loop. Exclusivity is not
/// checked at run time either, because these properties caused half of all such checks in a profile. That is safe as
/// long as no access spans a call that re-enters the connection; the state never calls anything.
final class Connection: ServedConnection, @unchecked Sendable {
  let core: ServerCore
  let arrival: RequestArrival
  let remoteAddress: String

  @exclusivity(unchecked) var state: ConnectionState
  @exclusivity(unchecked) var context: ChannelHandlerContext?
  /// Nil once all of the body has arrived, or no more of it will.
  @exclusivity(unchecked) var body: BodyStream?
  @exclusivity(unchecked) var responseStream: ResponseStream?
  /// Nil during the handler's first run up to a suspension, and after it has returned.
  @exclusivity(unchecked) var task: Task<Void, Never>?
  @exclusivity(unchecked) var upgrade: Upgrade?
  @exclusivity(unchecked) private var output: ByteBuffer
  @exclusivity(unchecked) private var isSettling = false
  @exclusivity(unchecked) private var isFlushing = false

  init(core: ServerCore, arrival: RequestArrival, channel: any Channel) {
    self.core = core
    self.arrival = arrival
    remoteAddress = channel.remoteAddress.map(Self.describe) ?? ""
    state = ConnectionState(limits: core.configuration, timerLimits: core.timerLimits)
    output = channel.allocator.buffer(capacity: 512)
  }

  /// Does what an event demands, and then everything that has become possible.
  func handle(_ action: ConnectionState.Action?) {
    if let action { perform(action) }
    settle()
  }

  /// Does everything that has become possible. Within an action or a flush, whoever performs that continues with it.
  func settle() {
    guard !isSettling, !isFlushing else { return }
    isSettling = true
    while let action = state.next() { perform(action) }
    isSettling = false
  }

  func perform(_ action: ConnectionState.Action) {
    switch action {
    case .run(let head, let hasBody): run(head, hasBody: hasBody)
    case .appendBody(let bytes): body?.append(bytes)
    case .endBody: endBody(.success(()))
    case .failBody(let rejection): endBody(.failure(rejection))
    case .dropBody: endBody(.failure(ClientDisconnected()))
    case .reject(let rejection, let isHead): reject(rejection, isHead: isHead)
    case .sendContinue: append { $0.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }
    case .resumeWriters: responseStream?.resume()
    case .flush: flush()
    case .finish: finish()
    case .upgrade(let reads): carryOutUpgrade(reads: reads)
    case .read: context?.read()
    case .closeOutput: context?.close(mode: .output, promise: nil)
    case .close: context?.close(promise: nil)
    case .abandon:
      endBody(.failure(ClientDisconnected()))
      responseStream?.close()
      task?.cancel()
    case .remove: core.remove(self)
    }
  }

  /// Adds bytes for the next flush to send.
  func append(_ write: (inout ByteBuffer) -> Void) {
    write(&output)
    state.wrote(output.readableBytes)
  }

  func flush(promise: EventLoopPromise<Void>? = nil) {
    guard let context, !isFlushing, output.readableBytes > 0 || promise != nil else { return }
    isFlushing = true
    state.wrote(0)
    context.writeAndFlush(wrapOutboundOut(output), promise: promise)
    // Reuses the storage, unless NIO still holds it because the client is slow.
    output.clear()
    isFlushing = false
  }

  private func finish() {
    guard let context else { return }
    let isSent = context.eventLoop.makePromise(of: Void.self)
    // Even without bytes of its own, the write is done only after those before it.
    flush(promise: isSent)
    isSent.futureResult.assumeIsolated().whenComplete { [self] _ in handle(state.allSent()) }
  }

  private func endBody(_ result: Result<Void, any Error>) {
    let body = body
    self.body = nil
    body?.finish(result)
  }

  private static func describe(_ address: SocketAddress) -> String {
    "\(address.ipAddress ?? ""):\(address.port ?? 0)"
  }
}

extension Connection {
  func serverIsShuttingDown() {
    state.shutDown()
    settle()
  }

  func tick() {
    handle(state.tick(headHasBegun: arrival.hasBegun))
  }

  func abort() {
    handle(state.abort())
  }
}

import MiniServer
import NIOCore
import NIOPosix

/// Runs a server that answers every connection's first bytes with `start`, and then `again` without end.
func withEndlessServer<Value: Sendable>(
  _ start: String, again: String, _ body: (Int) async throws -> Value
) async throws -> Value {
  let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  do {
    let server = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(EndlessHandler(start, again))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let value = try await body(server.localAddress?.port ?? 0)
    try await group.shutdownGracefully()
    return value
  } catch {
    try await group.shutdownGracefully()
    throw error
  }
}

private final class EndlessHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let start: ByteBuffer
  private let again: ByteBuffer
  private var hasStarted = false

  init(_ start: String, _ again: String) {
    self.start = ByteBuffer(string: start)
    self.again = ByteBuffer(string: String(repeating: again, count: max(1, 32_768 / again.utf8.count)))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasStarted else { return }
    hasStarted = true
    context.write(wrapOutboundOut(start), promise: nil)
    goOn(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    goOn(context)
  }

  private func goOn(_ context: ChannelHandlerContext) {
    while hasStarted, context.channel.isActive, context.channel.isWritable {
      context.writeAndFlush(wrapOutboundOut(again), promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

import BenchmarkItem
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The simplest server on SwiftNIO's own HTTP pipeline: synchronous, with prebuilt headers and body.
final class Handler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private var path = ""
  private let hello = ByteBuffer(string: "Hello, World!")
  private let helloHeaders: HTTPHeaders = [
    "Content-Type": "text/plain; charset=utf-8", "Content-Length": "13",
  ]

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): path = head.uri
    case .body: break
    case .end: respond(context)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
  }

  private func respond(_ context: ChannelHandlerContext) {
    var headers = helloHeaders
    var body = hello
    if path == "/json" {
      let json = (try? JSONEncoder().encode(Item())) ?? Data()
      body = ByteBuffer(bytes: json)
      headers = ["Content-Type": "application/json", "Content-Length": String(json.count)]
    }
    let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: nil)
  }
}

let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let channel = try await ServerBootstrap(group: group)
  .serverChannelOption(.backlog, value: 1024)
  .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
  .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
  .childChannelInitializer { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.configureHTTPServerPipeline()
      try channel.pipeline.syncOperations.addHandler(Handler())
    }
  }
  .bind(host: "127.0.0.1", port: Int(CommandLine.arguments.dropFirst().first ?? "0") ?? 0).get()
print("listening on \(channel.localAddress?.port ?? 0)")
fflush(nil)
try await channel.closeFuture.get()

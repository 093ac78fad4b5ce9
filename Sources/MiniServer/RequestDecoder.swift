internal import NIOCore
internal import NIOHTTP1

/// SwiftNIO's request decoder, plus what it does not report: that a head has started to arrive, and in which part of
/// the head decoding failed.
final class RequestDecoder: ByteToMessageDecoder {
  typealias InboundOut = HTTPServerRequestPart

  private let decoder: HTTPRequestDecoder
  private let arrival: RequestArrival

  init(limits: Server.Configuration, arrival: RequestArrival) {
    var configuration = NIOHTTPDecoderLimitConfiguration()
    configuration.maxHeaderFieldSize = limits.maxHeadBytes
    configuration.maxHeaderListSize = limits.maxHeadBytes
    configuration.maxHeaderFieldCount = limits.maxHeaderFields
    decoder = HTTPRequestDecoder(limitConfiguration: configuration)
    self.arrival = arrival
  }

  func decoderAdded(context: ChannelHandlerContext) {
    decoder.decoderAdded(context: context)
  }

  func decoderRemoved(context: ChannelHandlerContext) {
    decoder.decoderRemoved(context: context)
  }

  func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    arrival.received(buffer.readableBytesView)
    do {
      return try decoder.decode(context: context, buffer: &buffer)
    } catch {
      throw rejection(for: error, line: buffer.readableBytesView)
    }
  }

  func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    guard arrival.isUpgraded, !seenEOF else {
      return try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
    }
    if let rest = buffer.readSlice(length: buffer.readableBytes), rest.readableBytes > 0 {
      context.fireChannelRead(NIOAny(rest))
    }
    return .needMoreData
  }

  private func rejection(for error: any Error, line: ByteBufferView) -> Rejection {
    switch error as? HTTPParserError {
    case .headerOverflow:
      arrival.isPastRequestLine ? .headTooLarge : .targetTooLong
    case .invalidVersion:
      Rejection(505, "This server speaks HTTP/1.1 and HTTP/1.0.")
    case .paused:
      Rejection(505, "This server does not speak HTTP/2.")
    case .invalidMethod where RequestArrival.startsWithToken(line):
      Rejection(.notImplemented, "This server does not implement this method.")
    case .invalidURL:
      Rejection(.badRequest, "The request target is malformed.")
    case .invalidContentLength, .unexpectedContentLength:
      Rejection(.badRequest, "The Content-Length is malformed or appears twice.")
    case .invalidChunkSize:
      Rejection(.badRequest, "A chunk of the request body is malformed.")
    case .invalidHeaderToken:
      Rejection(.badRequest, "A header field is malformed.")
    default:
      Rejection(.badRequest, "The request is malformed.")
    }
  }
}

internal import NIOCore
internal import NIOHTTP1

/// SwiftNIO's request decoder, with an eye on what it does not tell: that a head has begun, and in which part of it
/// the decoder gave up.
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
      throw refusal(for: error, line: buffer.readableBytesView)
    }
  }

  func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
  }

  private func refusal(for error: any Error, line: ByteBufferView) -> Refusal {
    switch error as? HTTPParserError {
    case .headerOverflow:
      arrival.isPastRequestLine ? .headTooLarge : .targetTooLong
    case .invalidVersion:
      Refusal(505, "This server speaks HTTP/1.1 and HTTP/1.0.")
    case .paused:
      Refusal(505, "This server does not speak HTTP/2.")
    case .invalidMethod where RequestArrival.startsWithToken(line):
      Refusal(.notImplemented, "This server does not know the method.")
    case .invalidURL:
      Refusal(.badRequest, "The request target is malformed.")
    case .invalidContentLength, .unexpectedContentLength:
      Refusal(.badRequest, "The Content-Length is malformed or given twice.")
    case .invalidChunkSize:
      Refusal(.badRequest, "A chunk of the request body is malformed.")
    case .invalidHeaderToken:
      Refusal(.badRequest, "A header field is malformed.")
    default:
      Refusal(.badRequest, "The request is malformed.")
    }
  }
}

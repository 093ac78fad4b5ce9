package import Bench
package import Lessons
internal import MiniServer

/// Requests a stream that the upstream breaks off midway, after an intact one.
package struct TruncationCheck: TrafficCheck {
  package enum Ending: Sendable, Equatable {
    /// A complete response, with this status and number of bytes.
    case complete(status: Int, bytes: Int)
    /// The connection was closed within the response.
    case cutShort
    /// No more bytes came, and no end either.
    case open
    case noAnswer(NoResponse)
  }

  package struct Measurement: Sendable {
    package let request: ProbeRequest
    package let good: Exchange
    /// True when the intact stream's body is what the upstream sent.
    package let isGoodWhole: Bool
    /// Nil when it was not requested.
    package let broken: Ending?
    /// True when the module called the upstream for the stream that broke off.
    package let wasAsked: Bool
    /// The chunks of each stream, and how many of them the upstream sent before it broke off.
    package let chunks: Int
    package let sentChunks: Int

    package init(
      request: ProbeRequest, good: Exchange, isGoodWhole: Bool, broken: Ending?, wasAsked: Bool, chunks: Int,
      sentChunks: Int
    ) {
      self.request = request
      self.good = good
      self.isGoodWhole = isGoodWhole
      self.broken = broken
      self.wasAsked = wasAsked
      self.chunks = chunks
      self.sentChunks = sentChunks
    }
  }

  /// Of a chunk, in bytes.
  private static let lengths = 1...4_000

  private let request: RequestTemplate
  private let calls: String

  package static let name = "truncation"
  package static let upstreamByHand = UpstreamManner.breaksOff
  package static let summary =
    "Requests a stream that the upstream breaks off midway: can the client tell it from a "
    + "complete one?"
  package static let parameters: [Parameter] = [.request, .send, .calls]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let chunks = (1...bench.values.integer(in: 3...5)).map { _ in bench.values.integer(in: Self.lengths) }
    return try await bench.upstream.streaming(chunksOf: chunks) {
      try await measure(bench, chunks.count, breakingOffAfter: bench.values.integer(in: 1...chunks.count - 1))
    }
  }

  private func measure(_ bench: Bench, _ chunks: Int, breakingOffAfter sent: Int) async throws -> Measurement {
    let request = request.fresh(bench.values)
    var mark = bench.upstream.count
    let good = try await bench.ask(request)
    let isGoodWhole = bench.upstream.calls(since: mark, to: calls).contains { $0.chunks.joined() == good.answer?.body }
    var broken: Ending?
    mark = bench.upstream.count
    if good.status == 200 && isGoodWhole {
      broken = try await bench.upstream.breakingOff(afterChunks: sent) { try await ending(request, bench) }
    }
    return Measurement(
      request: request, good: good, isGoodWhole: isGoodWhole, broken: broken,
      wasAsked: !bench.upstream.calls(since: mark, to: calls).isEmpty, chunks: chunks, sentChunks: sent)
  }

  private func ending(_ request: ProbeRequest, _ bench: Bench) async throws -> Ending {
    let connection = try await bench.module.connect()
    defer { connection.close() }
    do {
      let reply = try await connection.stream(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: bench.patience)
      var bytes = 0
      do {
        for try await chunk in reply.chunks { bytes += chunk.count }
        return .complete(status: reply.status.code, bytes: bytes)
      } catch ClientError.timeout {
        return .open
      } catch let error as ClientError {
        let reason = NoResponse(error)
        return reason.isTooLong ? .noAnswer(reason) : .cutShort
      }
    } catch ClientError.closed {
      return .cutShort
    } catch let error as ClientError {
      return .noAnswer(NoResponse(error))
    }
  }
}

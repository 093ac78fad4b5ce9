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

    package init(request: ProbeRequest, good: Exchange, isGoodWhole: Bool, broken: Ending?, wasAsked: Bool) {
      self.request = request
      self.good = good
      self.isGoodWhole = isGoodWhole
      self.broken = broken
      self.wasAsked = wasAsked
    }
  }

  private let request: RequestTemplate
  private let calls: String

  package static let name = "truncation"
  package static let summary =
    "Requests a stream that the upstream breaks off midway: can the client tell it from a "
    + "complete one?"
  package static let parameters: [Parameter] = [.request, .send, .calls]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let request = request.fresh(bench.values)
    var mark = bench.upstream.count
    let good = try await bench.askWithoutPauses(request)
    let isGoodWhole = bench.upstream.calls(since: mark, to: calls).contains { $0.chunks.joined() == good.answer?.body }
    guard good.status == 200 && isGoodWhole else {
      return Measurement(request: request, good: good, isGoodWhole: isGoodWhole, broken: nil, wasAsked: false)
    }
    mark = bench.upstream.count
    let broken = try await bench.upstream.breakingOff { try await ending(request, bench) }
    return Measurement(
      request: request, good: good, isGoodWhole: true, broken: broken,
      wasAsked: !bench.upstream.calls(since: mark, to: calls).isEmpty)
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

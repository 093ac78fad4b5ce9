internal import NIOCore

/// A reply whose head has arrived and whose body is read as it arrives.
package struct ClientStream: Sendable {
  package let status: Status
  package let headers: Headers
  package let chunks: Chunks

  /// The body in the pieces in which it arrives; bytes are read from the connection only on demand.
  ///
  /// The sequence ends when the reply is complete, and otherwise throws a `ClientError`. It can be read once: the
  /// connection is closed when a reader stops before the end, or when the last reference to the sequence is gone.
  package struct Chunks: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    private let reading: Reading

    init(body: BodyStream, channel: any Channel) {
      reading = Reading(body: body, channel: channel)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
      fileprivate let reading: Reading
      /// Keeps the connection open while an iterator exists.
      fileprivate let sequence: Reading

      package mutating func next() async throws -> [UInt8]? {
        do {
          return try await reading.body.nextBytes()
        } catch {
          reading.stop()
          throw error
        }
      }
    }

    package func makeAsyncIterator() -> AsyncIterator {
      AsyncIterator(reading: Reading(body: reading.body, channel: reading.channel), sequence: reading)
    }
  }

  /// Closes the connection when its last reference is gone, unless the body was read to its end.
  fileprivate final class Reading: Sendable {
    let body: BodyStream
    let channel: any Channel

    init(body: BodyStream, channel: any Channel) {
      self.body = body
      self.channel = channel
    }

    deinit {
      stop()
    }

    func stop() {
      channel.eventLoop.run { [body, channel] in
        if !body.isEnded { channel.close(promise: nil) }
      }
    }
  }
}

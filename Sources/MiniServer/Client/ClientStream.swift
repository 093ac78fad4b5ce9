internal import NIOCore

/// A reply whose head has come, and its body to come.
package struct ClientStream: Sendable {
  package let status: Status
  package let headers: Headers
  package let chunks: Chunks

  /// A reply's body in the pieces in which it arrives; the connection is read from only while somebody waits.
  ///
  /// It ends when the reply is complete, and throws a `ClientError` otherwise. It can be read once: the connection is
  /// closed when a reader stops before the end, and when nobody can become one any more.
  package struct Chunks: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    private let reading: Reading

    init(body: BodyStream, channel: any Channel) {
      reading = Reading(body: body, channel: channel)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
      fileprivate let reading: Reading
      /// Until there is none, the sequence is not given up either.
      fileprivate let sequence: Reading

      package mutating func next() async throws -> [UInt8]? {
        do {
          return try await reading.body.next()
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

  /// Closes the connection of a body that was not read to its end with its last reference.
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

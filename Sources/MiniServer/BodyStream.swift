internal import NIOCore

/// The received but unread part of a body, and the one reader that may be waiting for more.
///
/// `@unchecked Sendable`: mutable state is used only on the connection's event loop.
final class BodyStream: @unchecked Sendable {
  private let loop: any EventLoop
  private var chunks = CircularBuffer<ByteBuffer>(initialCapacity: 4)
  private var end: Result<Void, any Error>?
  private var reader: Waiter<[UInt8]?>?
  /// Called on the loop when a reader starts to wait; nil once no more bytes can arrive.
  private var onDemand: (() -> Void)?

  init(loop: any EventLoop, onDemand: @escaping () -> Void) {
    self.loop = loop
    self.onDemand = onDemand
  }

  /// Whether a reader is waiting for bytes that have not arrived yet.
  var isAwaited: Bool {
    reader.map { !$0.isDone } ?? false
  }

  /// Whether the last byte has arrived, even if some bytes are still unread.
  var isEnded: Bool { end != nil }

  /// The next bytes; nil at the end of the body.
  func next() async throws -> [UInt8]? {
    if loop.inEventLoop, let ready = take() { return try ready.get() }
    return try await loop.wait { waiter in self.register(waiter) }
  }

  func append(_ bytes: ByteBuffer) {
    guard end == nil else { return }
    if let reader, !reader.isDone {
      self.reader = nil
      reader.resume(with: .success(Array(bytes.readableBytesView)))
    } else {
      chunks.append(bytes)
    }
  }

  /// Ends the body. An error drops the unread bytes, so that the reader sees it immediately, unless `keepsUnread`.
  func finish(_ result: Result<Void, any Error> = .success(()), keepsUnread: Bool = false) {
    guard end == nil else { return }
    end = result
    onDemand = nil
    if case .failure = result, !keepsUnread { chunks.removeAll() }
    let reader = reader
    self.reader = nil
    reader?.resume(with: result.map { nil })
  }

  private func take() -> Result<[UInt8]?, any Error>? {
    if let chunk = chunks.popFirst() { return .success(Array(chunk.readableBytesView)) }
    return end?.map { nil }
  }

  private func register(_ waiter: Waiter<[UInt8]?>) {
    if let ready = take() {
      waiter.resume(with: ready)
    } else if isAwaited {
      waiter.resume(with: .failure(ConcurrentReads()))
    } else {
      reader = waiter
      onDemand?()
    }
  }

  /// If two tasks could read one body, each would get only part of it.
  private struct ConcurrentReads: Error, CustomStringConvertible {
    let description = "Another task is already reading this body."
  }
}

internal import NIOCore

/// What has arrived of a body and was not read yet, and the one reader who waits for more.
///
/// Unchecked: mutable state is used on the connection's event loop only.
final class BodyStream: @unchecked Sendable {
  private let loop: any EventLoop
  private var chunks = CircularBuffer<ByteBuffer>(initialCapacity: 4)
  private var end: Result<Void, any Error>?
  private var reader: Waiter<[UInt8]?>?
  /// Called on the loop when a reader starts to wait; nil once the connection has no more to give.
  private var onDemand: (() -> Void)?

  init(loop: any EventLoop, onDemand: @escaping () -> Void) {
    self.loop = loop
    self.onDemand = onDemand
  }

  /// Whether somebody waits for bytes that have not arrived.
  var isAwaited: Bool {
    reader.map { !$0.isDone } ?? false
  }

  /// Whether no more bytes come, though some may not have been read.
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

  /// Ends the body; an error takes effect at once, unless what arrived before it is to be read first.
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

  /// Two tasks that read one body would each get half of it.
  private struct ConcurrentReads: Error, CustomStringConvertible {
    let description = "This body is being read by another task already."
  }
}

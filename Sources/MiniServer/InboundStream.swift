internal import NIOCore

/// The received but unread pieces of a body, or messages of a WebSocket, and the one reader that may be waiting for more.
///
/// `@unchecked Sendable`: mutable state is used only on the connection's event loop.
final class InboundStream<Element: Sendable>: @unchecked Sendable {
  private let loop: any EventLoop
  private var elements = CircularBuffer<Element>(initialCapacity: 4)
  private var end: Result<Void, any Error>?
  private var reader: Waiter<Element?>?
  /// Called on the loop with `isAwaited` when a reader starts to wait or is cancelled; nil once nothing more can arrive.
  private var onDemand: ((Bool) -> Void)?

  init(loop: any EventLoop, onDemand: @escaping (Bool) -> Void) {
    self.loop = loop
    self.onDemand = onDemand
  }

  /// Whether a reader is waiting for an element that has not arrived yet.
  var isAwaited: Bool {
    reader.map { !$0.isDone } ?? false
  }

  /// Whether the last element has arrived, even if some are still unread.
  var isEnded: Bool { end != nil }

  /// How many elements have arrived and are unread.
  var unread: Int { elements.count }

  /// The next element; nil at the end.
  func next() async throws -> Element? {
    if loop.inEventLoop, let ready = take() { return try ready.get() }
    return try await loop.wait { waiter in
      self.register(waiter)
    } onCancel: {
      self.onDemand?(self.isAwaited)
    }
  }

  func append(_ element: Element) {
    guard end == nil else { return }
    if let reader, !reader.isDone {
      self.reader = nil
      reader.resume(with: .success(element))
    } else {
      elements.append(element)
    }
  }

  /// Ends the stream. An error drops what is unread, so that the reader sees it immediately, unless `keepsUnread`.
  func finish(_ result: Result<Void, any Error> = .success(()), keepsUnread: Bool = false) {
    guard end == nil else { return }
    end = result
    onDemand = nil
    if case .failure = result, !keepsUnread { elements.removeAll() }
    let reader = reader
    self.reader = nil
    reader?.resume(with: result.map { nil })
  }

  private func take() -> Result<Element?, any Error>? {
    if let element = elements.popFirst() { return .success(element) }
    return end?.map { nil }
  }

  private func register(_ waiter: Waiter<Element?>) {
    if let ready = take() {
      waiter.resume(with: ready)
    } else if isAwaited {
      waiter.resume(with: .failure(ConcurrentReads()))
    } else {
      reader = waiter
      onDemand?(true)
    }
  }
}

/// The body of a request or a reply, chunk by chunk.
typealias BodyStream = InboundStream<ByteBuffer>

extension BodyStream {
  func nextBytes() async throws -> [UInt8]? {
    try await next().map { Array($0.readableBytesView) }
  }
}

/// If two tasks could read one stream, each would get only part of it.
private struct ConcurrentReads: Error, CustomStringConvertible {
  let description = "Another task is already reading this."
}

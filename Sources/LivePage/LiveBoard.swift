internal import Base
internal import Foundation

/// What every viewer of the page shows: the newest state, of which a slow viewer may miss some before it.
final class LiveBoard: Sendable {
  struct Notice: Sendable {
    let number: Int
    /// JSON, on one line.
    let state: String
    let isEnd: Bool
    /// The state as an event, encoded once for all viewers.
    let event: [UInt8]
  }

  private struct State {
    var notice: Notice?
    var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
  }

  /// Other than that of any other board, so that a browser's last ID of an earlier demo is not taken for one of this.
  private let run = UUID().uuidString
  private let state = Locked(State())

  func publish(_ text: String, isEnd: Bool = false) {
    let waiting = state.withLock { state in
      let number = (state.notice?.number ?? 0) + 1
      state.notice = Notice(number: number, state: text, isEnd: isEnd, event: event("state", text, number))
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  var newest: Notice? { state.withLock { $0.notice } }

  /// A server-sent event.
  func event(_ kind: String, _ data: String, _ number: Int) -> [UInt8] {
    Array("id: \(run)/\(number)\nevent: \(kind)\ndata: \(data)\n\n".utf8)
  }

  /// The number of the notice that a viewer saw last, from the ID of its event; 0 for one of another board.
  func number(ofID id: String?) -> Int {
    guard let parts = id?.split(separator: "/"), parts.count == 2, parts[0] == run else { return 0 }
    return Int(parts[1]) ?? 0
  }

  /// Waits until there is a notice after the one with this number, for `patience` at most; nil when there is none.
  func next(after number: Int, patience: Duration) async -> Notice? {
    if let notice = newest, notice.number > number { return notice }
    let ticket = UUID()
    let timer = Task { [self] in
      try await Task.sleep(for: patience)
      release(ticket)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if Task.isCancelled || (state.notice.map { $0.number > number } ?? false) { return true }
          state.waiting[ticket] = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      release(ticket)
    }
    timer.cancel()
    return newest.flatMap { $0.number > number ? $0 : nil }
  }

  private func release(_ ticket: UUID) {
    state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
  }
}

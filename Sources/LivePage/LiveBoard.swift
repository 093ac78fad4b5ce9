internal import Base
internal import Foundation

/// What every viewer of the page shows: the newest state, of which a slow viewer may miss some before it.
final class LiveBoard: Sendable {
  struct Notice: Sendable {
    let id: Int
    /// JSON, on one line.
    let state: String
    let isEnd: Bool
  }

  private struct State {
    var notice: Notice?
    var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Locked(State())

  func publish(_ text: String, isEnd: Bool = false) {
    let waiting = state.withLock { state in
      state.notice = Notice(id: (state.notice?.id ?? 0) + 1, state: text, isEnd: isEnd)
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  var newest: Notice? { state.withLock { $0.notice } }

  /// Waits until there is a notice after the one with this id, for `patience` at most; nil when there is none.
  func next(after id: Int, patience: Duration) async -> Notice? {
    if let notice = newest, notice.id > id { return notice }
    let ticket = UUID()
    let timer = Task { [self] in
      try await Task.sleep(for: patience)
      release(ticket)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if Task.isCancelled || (state.notice.map { $0.id > id } ?? false) { return true }
          state.waiting[ticket] = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      release(ticket)
    }
    timer.cancel()
    return newest.flatMap { $0.id > id ? $0 : nil }
  }

  private func release(_ ticket: UUID) {
    state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
  }
}

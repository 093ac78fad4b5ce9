internal import Base
internal import Bench
internal import MiniServer

/// A request of the patience check that was sent, on its own connection.
struct PatiencePending: Sendable {
  private let connection: ClientConnection
  private let isDone = Locked(false)
  private let task: Task<PatienceExchange, Never>

  init(_ asked: PatienceRequest, on connection: ClientConnection, timeout: Duration) {
    self.connection = connection
    let request = asked.request
    let sent = ContinuousClock.now
    let reply = connection.start(
      request.method, request.target, headers: request.fields, body: Array(request.body.utf8), timeout: timeout)
    task = Task { [isDone] in
      defer { isDone.withLock { $0 = true } }
      return await PatienceExchange(asked, sent: sent, of: reply)
    }
  }

  var isAnswered: Bool { isDone.withLock { $0 } }

  /// Waits for the response.
  var exchange: PatienceExchange {
    get async { await task.value }
  }

  /// Ends the request, if it is still in progress.
  func close() {
    connection.close()
  }
}

extension [PatiencePending] {
  var areAnswered: Bool { allSatisfy(\.isAnswered) }

  func close() {
    forEach { $0.close() }
  }

  /// Waits for all responses.
  func exchanges() async -> [PatienceExchange] {
    var exchanges: [PatienceExchange] = []
    for pending in self { exchanges.append(await pending.exchange) }
    return exchanges
  }
}

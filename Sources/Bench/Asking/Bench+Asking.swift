internal import MiniServer

extension Bench {
  /// Sends a request on a connection of its own and waits for the whole answer.
  package func ask(_ request: ProbeRequest, timeout: Duration? = nil) async throws -> Exchange {
    do {
      let connection = try await module.connect()
      defer { connection.close() }
      let reply = try await connection.send(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: timeout ?? patience)
      return Exchange(request, .answer(Answer(reply)))
    } catch let error as ClientError {
      return Exchange(request, .noAnswer("\(error)"))
    }
  }

  /// Sends all at once, on connections that were opened before, and waits for every answer.
  package func askTogether(_ requests: [ProbeRequest], timeout: Duration? = nil) async throws -> [Exchange] {
    let connections = try await module.connect(count: requests.count)
    defer { connections.forEach { $0.close() } }
    let pending = zip(requests, connections).map { request, connection in
      connection.start(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: timeout ?? patience)
    }
    var exchanges: [Exchange] = []
    for (request, reply) in zip(requests, pending) {
      exchanges.append(await Exchange(request, of: reply))
    }
    return exchanges
  }

  /// As `ask`; the partner's reply is let go as soon as it is under way, so that a stream comes without its pauses.
  package func askWithoutPauses(_ request: ProbeRequest) async throws -> Exchange {
    let mark = upstream.count
    upstream.hold()
    defer { upstream.release() }
    return try await withThrowingTaskGroup { group in
      group.addTask { Optional(try await ask(request)) }
      group.addTask {
        try await wait(atMost: Bench.patience) { upstream.isUnderWay(since: mark) }
        upstream.release()
        return nil
      }
      defer { group.cancelAll() }
      while let exchange = try await group.next() {
        if let exchange { return exchange }
      }
      throw CancellationError()
    }
  }
}

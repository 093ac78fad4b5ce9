internal import MiniServer

extension Bench {
  /// Sends a request on its own connection and waits for the whole response.
  package func ask(_ request: ProbeRequest, timeout: Duration? = nil) async throws -> Exchange {
    do {
      let connection = try await module.connect()
      defer { connection.close() }
      let reply = try await connection.send(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: timeout ?? patience)
      return Exchange(request, .answer(Answer(reply)))
    } catch let error as ClientError {
      return Exchange(request, .noAnswer(NoResponse(error)))
    }
  }

  /// Sends all requests concurrently, on connections that were opened before, and waits for every response.
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

  /// Sends a request like `ask`, and releases the upstream's reply as soon as it has begun, so that a stream has no
  /// pauses.
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

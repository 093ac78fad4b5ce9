internal import MiniServer

extension Bench {
  /// Sends a request on its own connection and waits for the whole response.
  package func ask(_ request: ProbeRequest, timeout: Duration? = nil) async throws -> Exchange {
    try await asking(request) {
      let connection = try await module.connect()
      defer { connection.close() }
      return try await connection.send(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: timeout ?? patience)
    }
  }

  /// The exchange that `send` makes, noted in the traffic.
  func asking(
    _ request: ProbeRequest, isolation: isolated (any Actor)? = #isolation, _ send: () async throws -> ClientReply
  ) async throws -> Exchange {
    let mark = module.output.count
    let exchange: Exchange
    do {
      exchange = Exchange(request, .answer(Answer(try await send())))
    } catch let error as ClientError {
      exchange = Exchange(request, .noAnswer(NoResponse(error)))
    }
    traffic.note(exchange, sentAt: mark, answeredAt: module.output.count)
    return exchange
  }

  /// Sends all requests concurrently, on connections that were opened before, and waits for every response.
  package func askTogether(_ requests: [ProbeRequest], timeout: Duration? = nil) async throws -> [Exchange] {
    let connections = try await module.connect(count: requests.count)
    defer { connections.forEach { $0.close() } }
    let mark = module.output.count
    let pending = zip(requests, connections).map { request, connection in
      connection.start(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: timeout ?? patience)
    }
    var exchanges: [Exchange] = []
    for (request, reply) in zip(requests, pending) {
      let exchange = await Exchange(request, of: reply)
      traffic.note(exchange, sentAt: mark, answeredAt: module.output.count)
      exchanges.append(exchange)
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

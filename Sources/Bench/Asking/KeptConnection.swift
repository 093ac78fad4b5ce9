package import MiniServer

/// A connection that carries one request after another, as those of browsers and proxies do; opened anew when the
/// server has closed it.
package struct KeptConnection {
  private let bench: Bench
  private var connection: ClientConnection?

  package init(_ bench: Bench) {
    self.bench = bench
  }

  /// Sends a request and waits for the whole response.
  package mutating func ask(_ request: ProbeRequest) async throws -> Exchange {
    // A server may close a connection that carries no request; then the request was not served.
    if connection != nil {
      do {
        return try await askOnce(request)
      } catch ClientError.closed {
        close()
      } catch let error as ClientError {
        return Exchange(request, .noAnswer(NoResponse(error)))
      }
    }
    do {
      return try await askOnce(request)
    } catch let error as ClientError {
      return Exchange(request, .noAnswer(NoResponse(error)))
    }
  }

  /// The connection itself, for a request that is not waited for.
  package mutating func open() async throws -> ClientConnection {
    if let connection, connection.isOpen { return connection }
    let opened = try await bench.module.connect()
    connection = opened
    return opened
  }

  package mutating func close() {
    connection?.close()
    connection = nil
  }

  private mutating func askOnce(_ request: ProbeRequest) async throws -> Exchange {
    let reply = try await open().send(
      request.method, request.target, headers: request.fields, body: Array(request.body.utf8), timeout: bench.patience)
    if !reply.keepsAlive { close() }
    return Exchange(request, .answer(Answer(reply)))
  }
}

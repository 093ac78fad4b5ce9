package import MiniServer

/// A connection that carries one request after another, as those of browsers and proxies do; opened anew when the
/// server has closed it.
package struct KeptConnection {
  private let bench: Bench
  private var connection: ClientConnection?
  /// The last request that it served.
  private var last: ProbeRequest?
  /// What the connection had served when it sent the latest request; nil when it was opened for that.
  package private(set) var before: ProbeRequest?

  package init(_ bench: Bench) {
    self.bench = bench
  }

  /// Sends a request and waits for the whole response.
  package mutating func ask(_ request: ProbeRequest, timeout: Duration? = nil) async throws -> Exchange {
    // A server may close a connection that carries no request; then the request was not served.
    if connection != nil {
      do {
        return try await askOnce(request, timeout)
      } catch ClientError.closed {
        close()
      } catch let error as ClientError {
        return Exchange(request, .noAnswer(NoResponse(error)))
      }
    }
    do {
      return try await askOnce(request, timeout)
    } catch let error as ClientError {
      return Exchange(request, .noAnswer(NoResponse(error)))
    }
  }

  /// The connection itself, for a request that is not waited for.
  package mutating func open() async throws -> ClientConnection {
    if let connection, connection.isOpen { return connection }
    let opened = try await bench.module.connect()
    connection = opened
    last = nil
    return opened
  }

  package mutating func close() {
    connection?.close()
    connection = nil
    last = nil
  }

  private mutating func askOnce(_ request: ProbeRequest, _ timeout: Duration?) async throws -> Exchange {
    let connection = try await open()
    before = last
    let reply = try await connection.send(
      request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
      timeout: timeout ?? bench.patience)
    last = request
    if !reply.keepsAlive { close() }
    return Exchange(request, .answer(Answer(reply)))
  }
}

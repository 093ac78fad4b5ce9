internal import NIOConcurrencyHelpers

/// A middleware, with the place where it was added.
struct Layer: Sendable {
  let middleware: Middleware
  let file: String
  let line: Int

  /// The middleware itself, or one that also tells what it does.
  func traced(stack: Int, index: Int) -> Middleware {
    guard AppTrace.isOn else { return middleware }
    return { request, next in
      try await LayerPassage(layer: self, stack: stack, index: index).run(request, next)
    }
  }
}

extension AppTrace {
  /// The search for a route, and its handling.
  static func router(_ handle: () async throws -> Response) async throws -> Response {
    LayerEvent(phase: "enter", kind: "router").write()
    do {
      let response = try await handle()
      var event = LayerEvent(phase: "response", kind: "router")
      event.status = response.status.code
      event.headers = response.headers.map { $0.name.lowercased() }
      event.answered = true
      event.write()
      event = LayerEvent(phase: "leave", kind: "router")
      event.write()
      return response
    } catch {
      var event = LayerEvent(phase: "leave", kind: "router")
      event.fail(error)
      event.write()
      throw error
    }
  }
}

/// One request's way through one middleware.
private final class LayerPassage: Sendable {
  private let layer: Layer
  private let stack: Int
  private let index: Int
  /// The response that the middleware got from the rest of the chain last.
  private let inner = NIOLockedValueBox<Response?>(nil)

  init(layer: Layer, stack: Int, index: Int) {
    self.layer = layer
    self.stack = stack
    self.index = index
  }

  func run(_ request: Request, _ next: @escaping Next) async throws -> Response {
    event("enter").write()
    do {
      var response = try await layer.middleware(request) { request in
        let response = try await next(request)
        self.inner.withLockedValue { $0 = response }
        return response
      }
      report(response)
      count(&response)
      event("leave").write()
      return response
    } catch {
      var left = event("leave")
      left.fail(error)
      left.write()
      throw error
    }
  }

  private func event(_ phase: String) -> LayerEvent {
    LayerEvent(phase: phase, kind: "middleware", stack: stack, index: index, file: layer.file, line: layer.line)
  }

  private func report(_ response: Response) {
    var event = event("response")
    event.status = response.status.code
    let inner = inner.withLockedValue { $0 }
    let before = inner.map { Self.fields($0.headers) } ?? [:]
    let after = Self.fields(response.headers)
    event.answered = inner == nil ? true : nil
    event.innerStatus = inner.flatMap { $0.status == response.status ? nil : $0.status.code }
    event.headers = after.keys.filter { before[$0] == nil }.sorted()
    event.changed = after.keys.filter { before[$0] != nil && before[$0] != after[$0] }.sorted()
    event.removed = before.keys.filter { after[$0] == nil }.sorted()
    event.write()
  }

  private static func fields(_ headers: Headers) -> [String: String] {
    Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { "\($0)\n\($1)" }
  }

  /// Counts the pieces of a stream while it is sent, which is after the middleware has returned.
  private func count(_ response: inout Response) {
    guard case .stream(let write) = response.body else {
      if case .bytes(let bytes) = response.body { report(pieces: bytes.isEmpty ? 0 : 1, bytes: bytes.count) }
      return
    }
    let number = AppTrace.request
    response.body = .stream { writer in
      let counted = NIOLockedValueBox((pieces: 0, bytes: 0))
      let counting = BodyWriter { bytes in
        counted.withLockedValue { $0 = ($0.pieces + 1, $0.bytes + bytes.count) }
        try await writer.write(bytes)
      }
      do {
        try await write(counting)
      } catch {
        let (pieces, bytes) = counted.withLockedValue { $0 }
        self.report(pieces: pieces, bytes: bytes, request: number, error)
        throw error
      }
      let (pieces, bytes) = counted.withLockedValue { $0 }
      self.report(pieces: pieces, bytes: bytes, request: number)
    }
  }

  private func report(
    pieces: Int, bytes: Int, request: Int? = AppTrace.request, _ error: (any Error)? = nil
  ) {
    var event = event("body")
    event.request = request
    event.pieces = pieces
    event.bytes = bytes
    event.complete = error == nil
    if let error { event.fail(error) }
    event.write()
  }
}

struct LayerEvent: Encodable {
  var event = "layer"
  var at = TraceFile.now
  var phase: String
  var kind: String
  var request = AppTrace.request
  var stack: Int?
  var index: Int?
  var file: String?
  var line: Int?
  var status: Int?
  var innerStatus: Int?
  var answered: Bool?
  var headers: [String]?
  var changed: [String]?
  var removed: [String]?
  var pieces: Int?
  var bytes: Int?
  var complete: Bool?
  var raised: String?
  var raisedFile: String?
  var raisedLine: Int?

  enum CodingKeys: String, CodingKey {
    case event, at, phase, kind, request, stack, index, file, line, status, answered, headers, changed, removed
    case pieces, bytes, complete, raised
    case innerStatus = "inner_status"
    case raisedFile = "raised_file"
    case raisedLine = "raised_line"
  }

  func write() { TraceFile.add(self) }

  /// An error of a route carries the route's place.
  mutating func fail(_ error: any Error) {
    raised = ValueText.of(error: error)
    if let routed = error as? RoutedError {
      raisedFile = routed.file
      raisedLine = routed.line
    }
  }
}

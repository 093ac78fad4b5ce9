/// The layers around a module's routes, and each request's way through them and back.
package struct MiddlewareTrace: Sendable, Equatable, Encodable {
  /// The header that the lesson is about; nil for none.
  package let header: String?
  package let stacks: [Stack]
  package let requests: [Way]

  package init(header: String?, stacks: [Stack], requests: [Way]) {
    self.header = header
    self.stacks = stacks
    self.requests = requests
  }

  /// The layers of one app, or of one group of routes.
  package struct Stack: Sendable, Equatable, Encodable {
    package let name: String
    /// The outermost first.
    package let layers: [Layer]

    package init(_ name: String, layers: [Layer]) {
      self.name = name
      self.layers = layers
    }
  }

  package struct Layer: Sendable, Hashable, Encodable {
    package enum Kind: String, Sendable, Encodable {
      case middleware
      case router
      case endpoint
    }

    package let name: String
    package let place: CodePlace?
    /// The library that it belongs to; nil for the module's own.
    package let library: String?
    package let kind: Kind

    package init(_ name: String, place: CodePlace? = nil, library: String? = nil, kind: Kind = .middleware) {
      self.name = name
      self.place = place
      self.library = library
      self.kind = kind
    }
  }

  package struct Way: Sendable, Equatable, Encodable {
    package let request: TracedRequest
    /// The headers that it was sent with, as `Name: value`.
    package let headers: [String]
    /// The names of the headers that the response arrived with, in lower case.
    package let responseHeaders: [String]
    /// In the order in which they were entered.
    package let steps: [Step]
    package let handlers: [Handler]
    /// What the response has of an exception that it should not have, in a few words.
    package let reveals: [String]

    private enum CodingKeys: String, CodingKey {
      case request, headers, steps, handlers, reveals
      case responseHeaders = "response_headers"
    }

    package init(
      request: TracedRequest, headers: [String] = [], responseHeaders: [String] = [], steps: [Step],
      handlers: [Handler] = [], reveals: [String] = []
    ) {
      self.request = request
      self.headers = headers
      self.responseHeaders = responseHeaders
      self.steps = steps
      self.handlers = handlers
      self.reveals = reveals
    }
  }

  /// One passage through one layer.
  package struct Step: Sendable, Equatable, Encodable {
    package let layer: Layer
    /// How many layers it is inside of.
    package let depth: Int
    package let entered: Double
    package var left: Double?
    /// Of the response that it let out; nil when it let none out.
    package var status: Int?
    /// Of the response that it got from inside, where that differs.
    package var innerStatus: Int?
    /// Whether the response began here, and not further in.
    package var isAnswer = false
    /// The names of headers, in lower case, in which the response differs from the one that came from inside.
    package var added: [String] = []
    package var changed: [String] = []
    package var removed: [String] = []
    /// The exception that left it.
    package var raised: String?
    package var raisedAt: CodePlace?
    /// Of the response's body.
    package var pieces: Int?
    package var bytes: Int?
    package var isComplete: Bool?
    /// Of the request's body.
    package var received: Int?

    private enum CodingKeys: String, CodingKey {
      case layer, depth, status, added, changed, removed, raised, pieces, bytes
      case entered = "entered_ms"
      case left = "left_ms"
      case innerStatus = "inner_status"
      case isAnswer = "is_answer"
      case raisedAt = "raised_at"
      case isComplete = "is_complete"
      case received = "received_bytes"
    }

    package init(_ layer: Layer, depth: Int, entered: Double) {
      self.layer = layer
      self.depth = depth
      self.entered = entered
    }
  }

  /// Something that made a response of an exception.
  package struct Handler: Sendable, Equatable, Encodable {
    package let name: String
    package let place: CodePlace?
    package let library: String?
    package let exception: String
    package let status: Int?
    /// The exception that it ended with itself.
    package let raised: String?
    package let at: Double

    private enum CodingKeys: String, CodingKey {
      case name, place, library, exception, status, raised
      case at = "at_ms"
    }

    package init(
      _ name: String, place: CodePlace? = nil, library: String? = nil, exception: String, status: Int?,
      raised: String? = nil, at: Double
    ) {
      self.name = name
      self.place = place
      self.library = library
      self.exception = exception
      self.status = status
      self.raised = raised
      self.at = at
    }
  }
}

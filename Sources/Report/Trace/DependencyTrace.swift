/// What each route depends on, and what its dependencies did for each request.
package struct DependencyTrace: Sendable, Equatable, Encodable {
  package let routes: [Route]
  package let requests: [Run]

  package init(routes: [Route], requests: [Run]) {
    self.routes = routes
    self.requests = requests
  }

  /// A route, as the framework knows it.
  package struct Route: Sendable, Equatable, Encodable {
    package let method: String
    package let path: String
    package let endpoint: CodePlace
    package let dependencies: [Node]

    package init(method: String, path: String, endpoint: CodePlace, dependencies: [Node]) {
      self.method = method
      self.path = path
      self.endpoint = endpoint
      self.dependencies = dependencies
    }
  }

  /// A dependency, and what it depends on itself.
  package struct Node: Sendable, Equatable, Encodable {
    package let name: String
    /// Nil for one without source, such as a library's compiled one.
    package let place: CodePlace?
    /// Whether one request calls it once, however often it is needed.
    package let usesCache: Bool
    package let isGenerator: Bool
    package let dependencies: [Node]

    private enum CodingKeys: String, CodingKey {
      case name, place, dependencies
      case usesCache = "uses_cache"
      case isGenerator = "is_generator"
    }

    package init(
      _ name: String, place: CodePlace?, usesCache: Bool = true, isGenerator: Bool = false, dependencies: [Node] = []
    ) {
      self.name = name
      self.place = place
      self.usesCache = usesCache
      self.isGenerator = isGenerator
      self.dependencies = dependencies
    }
  }

  /// What happened inside the module during one request.
  package struct Run: Sendable, Equatable, Encodable {
    package let request: TracedRequest
    /// The headers that it was sent with, as `Name: value`.
    package let headers: [String]
    /// In the order in which they began.
    package let calls: [Call]
    /// Nil when no route of the framework handled the request.
    package let endpoint: Call?

    package init(request: TracedRequest, headers: [String], calls: [Call], endpoint: Call?) {
      self.request = request
      self.headers = headers
      self.calls = calls
      self.endpoint = endpoint
    }
  }

  /// One use of a dependency, or of the route's own function.
  package struct Call: Sendable, Equatable, Encodable {
    package let name: String
    package let place: CodePlace?
    /// What needed it; nil for the route's own function, and where it is not known.
    package let parent: String?
    /// False for one that is called for its effect: nothing takes its value.
    package let isUsed: Bool
    /// The dependency that this one stands in for.
    package let overrides: String?
    package let from: Double
    package let to: Double?
    package let outcome: Outcome
    /// Of a generator that yielded, what became of it afterwards; nil when it was not seen to end.
    package let end: End?
    package let isGenerator: Bool

    private enum CodingKeys: String, CodingKey {
      case name, place, parent, overrides, outcome, end
      case from = "from_ms"
      case to = "to_ms"
      case isUsed = "is_used"
      case isGenerator = "is_generator"
    }

    package init(
      _ name: String, place: CodePlace?, parent: String? = nil, isUsed: Bool = true, overrides: String? = nil,
      from: Double, to: Double?,
      outcome: Outcome, isGenerator: Bool = false, end: End? = nil
    ) {
      self.name = name
      self.place = place
      self.parent = parent
      self.isUsed = isUsed
      self.overrides = overrides
      self.from = from
      self.to = to
      self.outcome = outcome
      self.isGenerator = isGenerator
      self.end = end
    }
  }

  package enum Outcome: Sendable, Equatable, Encodable {
    case returned(text: String, type: String, isNull: Bool)
    /// `line` is the module's own line that raised it, if it was one.
    case raised(String, line: Int?)
    /// The request had its value already.
    case cached
    /// It was not called, because what it needs of the request is missing or wrong.
    case skipped([String])
    /// It was called, but what it did cannot be seen.
    case unseen

    private enum CodingKeys: String, CodingKey {
      case kind, returned, type, raised, line, reasons
      case isNull = "is_null"
    }

    package func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .returned(let text, let type, let isNull):
        try fields.encode("returned", forKey: .kind)
        try fields.encode(text, forKey: .returned)
        try fields.encode(type, forKey: .type)
        try fields.encode(isNull, forKey: .isNull)
      case .raised(let text, let line):
        try fields.encode("raised", forKey: .kind)
        try fields.encode(text, forKey: .raised)
        try fields.encodeIfPresent(line, forKey: .line)
      case .cached: try fields.encode("cached", forKey: .kind)
      case .skipped(let reasons):
        try fields.encode("skipped", forKey: .kind)
        try fields.encode(reasons, forKey: .reasons)
      case .unseen: try fields.encode("unseen", forKey: .kind)
      }
    }
  }

  /// How a generator ended after its yield.
  package struct End: Sendable, Equatable, Encodable {
    package let at: Double
    package let isAfterResponse: Bool
    /// The exception that was thrown into it.
    package let thrown: String?
    /// The exception of its own that it ended with.
    package let raised: String?

    private enum CodingKeys: String, CodingKey {
      case thrown, raised
      case at = "at_ms"
      case isAfterResponse = "is_after_response"
    }

    package init(at: Double, isAfterResponse: Bool, thrown: String? = nil, raised: String? = nil) {
      self.at = at
      self.isAfterResponse = isAfterResponse
      self.thrown = thrown
      self.raised = raised
    }
  }
}

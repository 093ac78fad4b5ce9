package import Base

/// What `diagnose` saw of a module while it served some requests: lanes on one clock, and what only one instrument shows.
///
/// Every time is in milliseconds since the observation began.
package struct Trace: Sendable, Equatable, Encodable {
  package static let schema = 1

  package let lesson: String
  package let track: Track
  /// The path of the module's main file.
  package let module: String
  package let requests: [TracedRequest]
  package let lanes: [TraceLane]
  package let content: Content
  package let notes: [TraceNote]

  /// What an instrument shows; there is one case for each.
  package enum Content: Sendable, Equatable {
    case dependencies(DependencyTrace)
    case loop(LoopTrace)
    case connections(ConnectionsTrace)
    case middleware(MiddlewareTrace)
    case queries(QueriesTrace)

    /// Whether it shows where a response's status comes from, so that a 404 needs no further word.
    package var explainsStatus: Bool {
      switch self {
      case .dependencies, .middleware: true
      case .connections, .loop, .queries: false
      }
    }

    /// The instrument's name.
    package var instrument: String {
      switch self {
      case .dependencies: "dependencies"
      case .loop: "loop"
      case .middleware: "middleware"
      case .queries: "queries"
      case .connections: "connections"
      }
    }
  }

  package init(
    lesson: String, track: Track, module: String, requests: [TracedRequest], lanes: [TraceLane], content: Content,
    notes: [TraceNote]
  ) {
    self.lesson = lesson
    self.track = track
    self.module = module
    self.requests = requests
    self.lanes = lanes
    self.content = content
    self.notes = notes
  }

  private enum CodingKeys: String, CodingKey {
    case schema, instrument, lesson, track, module, requests, lanes, notes
    case connections, dependencies, loop, middleware, queries
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(Self.schema, forKey: .schema)
    try fields.encode(lesson, forKey: .lesson)
    try fields.encode(track, forKey: .track)
    try fields.encode(module, forKey: .module)
    try fields.encode(content.instrument, forKey: .instrument)
    try fields.encode(requests, forKey: .requests)
    try fields.encode(lanes, forKey: .lanes)
    try fields.encode(notes, forKey: .notes)
    switch content {
    case .dependencies(let dependencies): try fields.encode(dependencies, forKey: .dependencies)
    case .loop(let loop): try fields.encode(loop, forKey: .loop)
    case .middleware(let middleware): try fields.encode(middleware, forKey: .middleware)
    case .queries(let queries): try fields.encode(queries, forKey: .queries)
    case .connections(let connections): try fields.encode(connections, forKey: .connections)
    }
  }
}

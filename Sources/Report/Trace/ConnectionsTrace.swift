/// The life of each connection: how it began and ended, its handler, and what went on after it.
package struct ConnectionsTrace: Sendable, Equatable, Encodable {
  /// In the order in which they were opened.
  package let connections: [Connection]
  /// What the module said of the number of connections; empty where no route says it.
  package let counts: [Count]
  package let descriptors: Descriptors
  /// What became of the module on SIGTERM; nil when none was sent.
  package let stop: Stop?
  /// Exceptions of tasks that no one asked for, as the module's log has them.
  package let unretrieved: [String]
  /// False where nothing tells which tasks exist.
  package let seesTasks: Bool
  /// Statements that log the life of a connection.
  package let logging: [String]

  package init(
    connections: [Connection], counts: [Count] = [], descriptors: Descriptors, stop: Stop?, unretrieved: [String] = [],
    seesTasks: Bool, logging: [String] = []
  ) {
    self.connections = connections
    self.counts = counts
    self.descriptors = descriptors
    self.stop = stop
    self.unretrieved = unretrieved
    self.seesTasks = seesTasks
    self.logging = logging
  }

  private enum CodingKeys: String, CodingKey {
    case connections, counts, descriptors, stop, unretrieved, logging
    case seesTasks = "sees_tasks"
  }

  package struct Count: Sendable, Equatable, Encodable {
    /// For example, "after the close frame".
    package let occasion: String
    /// Nil when the response had no number.
    package let said: Int?
    package let connected: Int

    package init(_ occasion: String, said: Int?, connected: Int) {
      self.occasion = occasion
      self.said = said
      self.connected = connected
    }
  }

  /// How many the process had while one client was connected, before the others came and after they had left.
  package struct Descriptors: Sendable, Equatable, Encodable {
    package let socketsBefore: Int
    package let sockets: Int
    /// Those of `sockets` that lead to the upstream, which a shared HTTP client keeps for its next calls.
    package let upstreamSockets: Int
    package let filesBefore: Int
    package let files: Int

    private enum CodingKeys: String, CodingKey {
      case sockets, files
      case socketsBefore = "sockets_before"
      case upstreamSockets = "upstream_sockets"
      case filesBefore = "files_before"
    }

    package init(socketsBefore: Int, sockets: Int, upstreamSockets: Int, filesBefore: Int, files: Int) {
      self.socketsBefore = socketsBefore
      self.sockets = sockets
      self.upstreamSockets = upstreamSockets
      self.filesBefore = filesBefore
      self.files = files
    }
  }

  package struct Stop: Sendable, Equatable, Encodable {
    package let sent: Double
    /// When the process had ended; nil when it still ran at the end of the observation.
    package let ended: Double?
    /// When the observation ended.
    package let watchedUntil: Double
    /// What still runs; empty when the process has ended.
    package let holders: [Life]
    /// The line that took SIGTERM away from the server; nil when none did.
    package let replacedBy: CodePlace?
    /// Whether the server began to shut down; nil where nothing tells.
    package let hasBegun: Bool?

    private enum CodingKeys: String, CodingKey {
      case holders
      case sent = "sent_ms"
      case ended = "ended_ms"
      case watchedUntil = "watched_until_ms"
      case replacedBy = "replaced_by"
      case hasBegun = "has_begun"
    }

    package init(
      sent: Double, ended: Double?, watchedUntil: Double, holders: [Life] = [], replacedBy: CodePlace? = nil,
      hasBegun: Bool? = nil
    ) {
      self.sent = sent
      self.ended = ended
      self.watchedUntil = watchedUntil
      self.holders = holders
      self.replacedBy = replacedBy
      self.hasBegun = hasBegun
    }
  }
}

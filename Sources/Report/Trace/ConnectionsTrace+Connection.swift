extension ConnectionsTrace {
  /// How a client was to leave.
  package enum Way: Sendable, Hashable, Encodable {
    case stays
    /// It connects when all others have left, and stays.
    case comesLater
    case closeFrame
    /// It resets the connection.
    case vanishes
    /// It says a text on which the server ends the connection.
    case says(String)

    /// As a label.
    package var words: String {
      switch self {
      case .stays: "stays"
      case .comesLater: "comes later"
      case .closeFrame: "close frame"
      case .vanishes: "vanishes"
      case .says(let text): "says \(text)"
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .stays: try value.encode("stays")
      case .comesLater: try value.encode("comes_later")
      case .closeFrame: try value.encode("close_frame")
      case .vanishes: try value.encode("vanishes")
      case .says(let text): try value.encode("says " + text)
      }
    }
  }

  package struct Connection: Sendable, Equatable, Encodable {
    package let way: Way
    package let path: String
    package let opened: Double
    /// When the client left or asked the server to end it; nil for one that stays.
    package let left: Double?
    /// When it ended; nil while it is open.
    package let ended: Double?
    /// 1006 for one that ended without a close frame.
    package let code: Int?
    package let isEndedByServer: Bool
    package let received: Int
    package let sent: Int
    /// Nil when no hook tells of it.
    package let handler: Life?
    /// Tasks and threads that its handler started and that went on after it.
    package let outlivedBy: [Life]
    /// The calls of the upstream for this client after its end, and when the last one came.
    package let lateCalls: Int
    package let lastCall: Double?
    /// The process still had the socket at the end.
    package let keepsSocket: Bool
    /// When it was seen for the last time that something of it went on; nil when nothing did.
    package let outlivedUntil: Double?

    package var isOutlived: Bool { outlivedUntil != nil }

    private enum CodingKeys: String, CodingKey {
      case way, path, code, received, sent, handler
      case opened = "opened_ms"
      case left = "left_ms"
      case ended = "ended_ms"
      case isEndedByServer = "is_ended_by_server"
      case outlivedBy = "outlived_by"
      case lateCalls = "late_calls"
      case lastCall = "last_call_ms"
      case keepsSocket = "keeps_socket"
      case outlivedUntil = "outlived_until_ms"
    }

    package init(
      _ way: Way, path: String, opened: Double, left: Double?, ended: Double?, code: Int?, isEndedByServer: Bool,
      received: Int, sent: Int, handler: Life?, outlivedBy: [Life] = [], lateCalls: Int = 0, lastCall: Double? = nil,
      keepsSocket: Bool = false, outlivedUntil: Double? = nil
    ) {
      self.way = way
      self.path = path
      self.opened = opened
      self.left = left
      self.ended = ended
      self.code = code
      self.isEndedByServer = isEndedByServer
      self.received = received
      self.sent = sent
      self.handler = handler
      self.outlivedBy = outlivedBy
      self.lateCalls = lateCalls
      self.lastCall = lastCall
      self.keepsSocket = keepsSocket
      self.outlivedUntil = outlivedUntil
    }
  }

  /// Something of the module that runs for a time: a handler, a task, a thread.
  package struct Life: Sendable, Equatable, Encodable {
    package enum Kind: String, Sendable, Encodable {
      case handler
      case task
      case thread
      case lifespan
    }

    package let kind: Kind
    /// The coroutine or the thread's target; for a handler, its function.
    package let name: String
    package let began: Double
    /// Nil when it still ran at the end of the observation.
    package let ended: Double?
    package let created: CodePlace?
    /// The line where it stood most of the time since its client had left, or since SIGTERM.
    package let stands: CodePlace?
    /// The names of the tasks that it waited for, with where they were created.
    package let waitsFor: [String]
    /// It was cancelled; without an end, it goes on nevertheless.
    package let isCancelled: Bool
    /// The exception that ended it, and its line.
    package let raised: Raised?

    private enum CodingKeys: String, CodingKey {
      case kind, name, created, stands, raised
      case began = "began_ms"
      case ended = "ended_ms"
      case waitsFor = "waits_for"
      case isCancelled = "is_cancelled"
    }

    package init(
      _ kind: Kind, _ name: String, began: Double, ended: Double?, created: CodePlace? = nil, stands: CodePlace? = nil,
      waitsFor: [String] = [], isCancelled: Bool = false, raised: Raised? = nil
    ) {
      self.kind = kind
      self.name = name
      self.began = began
      self.ended = ended
      self.created = created
      self.stands = stands
      self.waitsFor = waitsFor
      self.isCancelled = isCancelled
      self.raised = raised
    }
  }

  package struct Raised: Sendable, Equatable, Encodable {
    package let type: String
    package let message: String
    package let place: CodePlace?

    package init(_ type: String, _ message: String, at place: CodePlace? = nil) {
      self.type = type
      self.message = message
      self.place = place
    }
  }
}

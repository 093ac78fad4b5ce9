package import Base
package import MiniServer

/// A request that a check sends.
package struct ProbeRequest: Sendable, Equatable {
  package let method: String
  package let target: String
  package let headers: [Header]
  package let body: String

  package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(_ method: String = "GET", _ target: String, headers: [Header] = [], body: String = "") {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  package var fields: Headers {
    headers.reduce(into: Headers()) { $0.add($1.name, $1.value) }
  }
}

/// A request and its outcome.
package struct Exchange: Sendable {
  package let request: ProbeRequest
  package let outcome: Outcome

  package enum Outcome: Sendable {
    case answer(Answer)
    case noAnswer(NoResponse)
  }

  package init(_ request: ProbeRequest, _ outcome: Outcome) {
    self.request = request
    self.outcome = outcome
  }

  package var answer: Answer? {
    guard case .answer(let answer) = outcome else { return nil }
    return answer
  }

  package var status: Int? { answer?.status }
}

/// What a module responded.
package struct Answer: Sendable, Equatable {
  package let status: Int
  package let headers: [ProbeRequest.Header]
  private let content: ReplyBody

  package init(status: Int, headers: [ProbeRequest.Header] = [], body: String = "") {
    self.status = status
    self.headers = headers
    content = ReplyBody(Array(body.utf8))
  }

  package init(_ reply: ClientReply) {
    status = reply.status.code
    headers = reply.headers.map { ProbeRequest.Header($0.name, $0.value) }
    content = reply.content
  }

  /// Decoded each time, because a long text beside its bytes would take twice the memory.
  package var body: String { String(decoding: content.bytes, as: UTF8.self) }

  /// Nil when the body is not JSON, or more of it than pitfall reads.
  package var json: JSONValue? { JSONValue(bytes: content.bytes) }

  /// Why the body has no `json` though it is JSON: there is more of it than pitfall reads.
  package var excess: NoResponse? { JSONValue.excess(of: content.bytes).map { NoResponse(excess: $0) } }

  /// The first value of a header; the case of its name does not matter.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Every value of a header, one for each of its lines.
  package func values(of name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  /// True when `text` is anywhere in the response, headers included.
  package func contains(_ text: String) -> Bool {
    content.bytes.contains(sequence: Array(text.utf8))
      || headers.contains { $0.name.contains(text) || $0.value.contains(text) }
  }
}

extension Exchange {
  /// Waits for the response.
  package init(_ request: ProbeRequest, of pending: PendingReply) async {
    do {
      self.init(request, .answer(Answer(try await pending.reply())))
    } catch {
      self.init(request, .noAnswer(NoResponse(error)))
    }
  }
}

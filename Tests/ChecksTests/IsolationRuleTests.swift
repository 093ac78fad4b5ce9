import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct IsolationRuleTests {
  private static let parameters =
    "{get: /me, table: u, token: token, calls: '/greetings/{name}', body: {name: '{name}', greeting: '{greeting}'}}"

  private func judge(
    _ problems: [IsolationCheck.Reply.Problem?] = [nil, nil], calls: [String: Int] = ["ANN": 1, "BEN": 1],
    together: Int = 2
  ) throws -> Finding {
    let replies = zip(["ANN", "BEN"], problems).map { user, problem in
      let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", "Bearer \(user)")])
      return IsolationCheck.Reply(user: user, exchange: Exchange(request, outcome(200)), problem: problem)
    }
    return try IsolationCheck(parameters: ManifestNode(yaml: Self.parameters)).judge(
      IsolationCheck.Measurement(
        replies: replies, calls: calls, requests: ["ANN": 1, "BEN": 1], mostInFlight: together))
  }

  private func difference(_ field: String, _ found: String?) -> FieldDifference {
    FieldDifference(field: field, expected: .text("BEN"), found: found.map { .text($0) })
  }

  @Test("Own records, own greetings and one call for each request pass")
  func passes() throws {
    let finding = try judge()
    #expect(finding.verdict == .pass)
    #expect(
      finding.measured == "2 requests, 2 of them waiting together, each with its own record and its own upstream reply")
  }

  @Test("Another user's record, another request's greeting, made-up values and a missing call fail")
  func fails() throws {
    for (problem, cause, sentence) in [
      (
        IsolationCheck.Reply.Problem.field(difference("name", "ANN"), .otherUser("ANN")), "mixed-up",
        #"GET /me with the token of BEN returned "name": "ANN", which belongs to ANN"#
      ),
      (
        .field(difference("greeting", "hi"), .otherRequest), "mixed-up",
        #"GET /me with the token of BEN returned "greeting": "hi", which another request for the same name got"#
      ),
      (
        .field(difference("name", nil), .nobody), "wrong-field",
        #"GET /me with the token of BEN returned "name": nothing instead of "BEN""#
      ),
      (.noCall, "no-call", "GET /me with the token of BEN was answered without an upstream call"),
      (.response(.status(401)), "wrong-status", "GET /me with the token of BEN returned 401 instead of 200"),
      (.response(.notJSON), "not-json", "GET /me with the token of BEN returned a body that is not JSON"),
    ] {
      let finding = try judge([nil, problem])
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "isolation.\(cause)")
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }

  @Test("A connection is blamed only for what belongs to the other user whom it served just before")
  func advises() throws {
    func next(_ owner: IsolationCheck.Reply.Owner, after before: String?) throws -> String {
      let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", "Bearer BEN")])
      let reply = IsolationCheck.Reply(
        user: "BEN", exchange: Exchange(request, outcome(200)), before: before,
        problem: .field(difference("greeting", "hi"), owner))
      let finding = try IsolationCheck(parameters: ManifestNode(yaml: Self.parameters)).judge(
        IsolationCheck.Measurement(replies: [reply], calls: ["BEN": 1], requests: ["BEN": 1], mostInFlight: 2))
      return try #require(finding.next)
    }
    #expect(try next(.otherUser("ANN"), after: "ANN").contains("stored for a connection"))
    #expect(try next(.otherUser("CID"), after: "ANN").contains("what the two requests share"))
    #expect(try next(.otherRequest, after: "BEN").hasPrefix("Call the upstream once in every request"))
    #expect(try next(.namesake, after: "BEN").hasPrefix("Names repeat"))
  }

  @Test("Users who never wait together fail, unless this machine was too busy; a wrong count always fails")
  func demandsCompany() throws {
    let finding = try judge(together: 1)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "isolation.serialized")
    #expect(finding.measured.hasPrefix("requests never overlapped"))
    #expect(finding.dependsOnControl)
    #expect(try !judge(calls: ["ANN": 2, "BEN": 1], together: 1).dependsOnControl)
  }

  @Test("A call too many or too few fails, and so does one for a user who sent no request")
  func countsCalls() throws {
    for (calls, sentence) in [
      (["ANN": 2, "BEN": 1], "2 upstream calls for 1 request of ANN"),
      (["ANN": 1], "0 upstream calls for 1 request of BEN"),
      (["ANN": 1, "BEN": 1, "guest": 1], "the upstream was asked for \"guest\", who sent no request"),
    ] {
      let finding = try judge(calls: calls)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "isolation.wrong-calls")
      #expect(finding.measured == sentence)
    }
  }

  @Test("No response fails, unless this machine was too busy")
  func waitsInVain() throws {
    let finding = try judge([.response(.noResponse("it hung up")), nil])
    #expect(finding.verdict == .fail)
    #expect(finding.dependsOnControl)
    #expect(finding.cause == "isolation.no-response")
    #expect(finding.measured == "GET /me with the token of ANN got no response: it hung up")
  }

  @Test("The commands to reproduce send the same request twice if it is about calls, else two concurrently")
  func isReproduced() throws {
    func curl(_ user: String) -> String {
      #"-si -w '\n%{time_total} s\n' -H 'Authorization: Bearer \#(user)' "${URL:?}/me""#
    }
    #expect(try judge([nil, .noCall]).reproduce == "curl \(curl("BEN")) --next \(curl("BEN"))")
    let together = "curl \(curl("BEN")) & curl \(curl("ANN")) & wait"
    #expect(try judge([nil, .response(.status(401))]).reproduce == together)
    #expect(try judge([nil, .response(.status(500))]).reproduce.hasSuffix("& sleep 0.2; \(together); wait"))
  }

  @Test("A path without a placeholder names no user, and is an error in the lesson")
  func needsAPlaceholder() throws {
    let parameters = Self.parameters.replacing("{name}, body", with: "name, body").replacing(
      "'/greetings/{name}'", with: "'/greetings'")
    #expect(throws: ManifestError.self) { try IsolationCheck(parameters: ManifestNode(yaml: parameters)) }
  }
}

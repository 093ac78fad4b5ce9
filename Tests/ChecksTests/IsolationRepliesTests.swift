import Bench
import Checks
import Lessons
import Testing

/// Matching responses with users and with the upstream's replies.
@Suite(.timeLimit(.minutes(10)))
struct IsolationRepliesTests {
  private typealias Problem = IsolationCheck.Reply.Problem

  private static let ann: DatabaseFile.Row = ["token": .text("a"), "name": .text("ANN"), "diary": .text("of Ann")]
  private static let ben: DatabaseFile.Row = ["token": .text("b"), "name": .text("BEN"), "diary": .text("of Ben")]

  /// The problem of each response when the upstream replied with these greetings.
  private func problems(
    _ answers: [(user: DatabaseFile.Row, outcome: Exchange.Outcome)], greetings: [(name: String, text: String)]
  ) throws -> [Problem?] {
    let probe = try IsolationCheck(
      parameters: ManifestNode(
        yaml: """
          {get: /me, table: users, token: token, calls: '/greetings/{name}',
          body: {name: '{name}', diary: '{diary}', greeting: '{greeting}'}}
          """))
    let calls = greetings.map { name, text in
      var call = UpstreamCall(route: "/greetings/{name}", parameters: ["name": name], arrived: .now)
      call.reply = ["greeting": .text(text)]
      return call
    }
    let exchanges = answers.map {
      (row: $0.user, exchange: Exchange(ProbeRequest("GET", "/me"), $0.outcome), before: nil as DatabaseFile.Row?)
    }
    return try probe.replies(exchanges, [Self.ann, Self.ben], calls).map(\.problem)
  }

  private func page(_ name: String, _ diary: String, _ greeting: String) -> Exchange.Outcome {
    .answer(Answer(status: 200, body: #"{"name": "\#(name)", "diary": "\#(diary)", "greeting": "\#(greeting)"}"#))
  }

  private func difference(_ field: String, _ expected: String, _ found: String) -> FieldDifference {
    FieldDifference(field: field, expected: .text(expected), found: .text(found))
  }

  @Test("Each user's greetings count once, in whatever order they were used")
  func matches() throws {
    let answers = [
      (Self.ann, page("ANN", "of Ann", "two")), (Self.ben, page("BEN", "of Ben", "three")),
      (Self.ann, page("ANN", "of Ann", "one")),
    ]
    let found = try problems(answers, greetings: [("ANN", "one"), ("ANN", "two"), ("BEN", "three")])
    #expect(found == [nil, nil, nil])
  }

  @Test("The name, diary or greeting of another user is traced to its owner")
  func findsOwners() throws {
    let greetings = [("ANN", "one"), ("BEN", "two")]
    #expect(
      try problems([(Self.ann, page("BEN", "of Ben", "two"))], greetings: greetings)
        == [.field(difference("diary", "of Ann", "of Ben"), .otherUser("BEN"))])
    #expect(
      try problems([(Self.ann, page("ANN", "of Ann", "two"))], greetings: greetings)
        == [.field(difference("greeting", "one", "two"), .otherUser("BEN"))])
    #expect(
      try problems([(Self.ann, page("ANN", "of Ann", "made up"))], greetings: greetings)
        == [.field(difference("greeting", "one", "made up"), .nobody)])
  }

  @Test("A greeting that was used before belongs to another request, and one without a call is reported as such")
  func findsKeptGreetings() throws {
    let twice = [(Self.ann, page("ANN", "of Ann", "one")), (Self.ann, page("ANN", "of Ann", "one"))]
    #expect(
      try problems(twice, greetings: [("ANN", "one"), ("ANN", "two")])
        == [nil, .field(difference("greeting", "two", "one"), .otherRequest)])
    #expect(try problems([(Self.ann, page("ANN", "of Ann", "hello"))], greetings: []) == [.noCall])
  }

  @Test("Error responses, bodies that are not JSON and missing responses are told apart")
  func findsOtherFailures() throws {
    let answers: [(DatabaseFile.Row, Exchange.Outcome)] = [
      (Self.ann, .answer(Answer(status: 401))), (Self.ann, .answer(Answer(status: 200, body: "hello"))),
      (Self.ann, .noAnswer("it hung up")),
    ]
    #expect(
      try problems(answers, greetings: [("ANN", "one")]) == [
        .response(.status(401)), .response(.notJSON), .response(.noResponse("it hung up")),
      ])
  }
}

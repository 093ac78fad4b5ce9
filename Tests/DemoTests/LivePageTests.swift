import Foundation
import LivePage
import MiniServer
import Report
import TestSupport
import Testing

@Suite("A demo's page", .timeLimit(.minutes(10)))
struct LivePageTests {
  @Test("Its files are served, and may load nothing from elsewhere")
  func servesFiles() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      let files = [
        ("/", "text/html"), ("/demo.css", "text/css"), ("/demo.js", "text/javascript"),
        ("/pictures.js", "text/javascript"),
      ]
      for (target, type) in files {
        let reply = try await served.get(target)
        #expect(reply.status.code == 200)
        #expect(reply.headers["Content-Type"]?.hasPrefix(type) == true)
        #expect(reply.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none';") == true)
        #expect(!String(decoding: reply.content.bytes, as: UTF8.self).contains("https://"))
      }
    }
  }

  @Test(
    "A wrong address or method is said in a sentence",
    arguments: [
      ("GET", "/../Package.swift", 404), ("GET", "/index.html", 404), ("POST", "/", 405), ("POST", "/demo.js", 405),
      ("GET", "/vote", 405), ("GET", "/control", 405), ("DELETE", "/events", 405),
    ])
  func refuses(method: String, target: String, status: Int) async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      let reply = try await served.send(method, target)
      #expect(reply.status.code == status)
      #expect(String(decoding: reply.content.bytes, as: UTF8.self).hasSuffix(".\n"))
    }
  }

  @Test("Every viewer gets the newest state, one who comes late or comes again too")
  func sendsStates() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: "first"))
      served.page.publish(ServedPage.state(message: "second"))
      let first = try await served.events(until: "second")
      let id = try #require(first.firstMatch(of: #/id: (\S+/2)\n/#)).output.1
      async let follower = served.events(headers: ["Last-Event-ID": String(id)], until: "third")
      async let newcomer = served.events(until: "third")
      try await served.waitForViewers(3)
      served.page.publish(ServedPage.state(message: "third"))
      let (followed, late) = try await (follower, newcomer)
      #expect(!followed.contains("second"))
      #expect(late.contains("third"))
    }
  }

  @Test("An ID of another demo, even of as many states, does not hide this one's state")
  func knowsOtherDemosIDs() async throws {
    var id = ""
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: "before"))
      id = try await String(#require(served.events(until: "before").firstMatch(of: #/id: (\S+)\n/#)).output.1)
    }
    for id in [id, "1", "900", "/", "x/1"] {
      try await ServedPage.serving { (served: ServedPage) async throws in
        served.page.publish(ServedPage.state(message: "now"))
        #expect(try await served.events(headers: ["Last-Event-ID": id], until: "now").contains("now"))
      }
    }
  }

  @Test("With a token, no one sees or votes without it")
  func needsToken() async throws {
    try await ServedPage.serving(needsToken: true) { (served: ServedPage) async throws in
      let (token, key) = (served.page.token, served.page.key)
      served.page.publish(ServedPage.state())
      #expect(try await served.get("/events").status.code == 403)
      #expect(try await served.get("/events?token=wrong&probe").status.code == 403)
      #expect(try await served.get("/events?token=\(token)&probe").status.code == 200)
      #expect(try await served.get("/events?key=\(key)&probe").status.code == 200)
      #expect(try await served.post("/vote", #"{"choice": 1, "viewer": "viewer-one"}"#) == 403)
      #expect(
        try await served.post("/vote", #"{"choice": 1, "viewer": "viewer-one", "token": "\#(token)"}"#) == 204)
      #expect(try await served.commands(1) == [.vote(choice: 1, viewer: "viewer-one")])
    }
  }

  @Test("Only the speaker's key moves the demo, and shows the notes")
  func needsKey() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      let key = served.page.key
      served.page.publish(ServedPage.state(.fix))
      #expect(try await served.post("/control", #"{"action": "next"}"#) == 403)
      #expect(try await served.post("/control", #"{"action": "leap", "key": "\#(key)"}"#) == 400)
      for action in ["next", "back", "again"] {
        #expect(try await served.post("/control", #"{"action": "\#(action)", "key": "\#(key)"}"#) == 204)
      }
      #expect(try await served.commands(3) == [.next, .back, .again])
      #expect(try await !served.events(until: "event: state\n").contains("say fix"))
      #expect(try await served.events("/events?key=\(key)", until: "say fix").contains("say fix"))
      // The link of an earlier demo: its speaker must know that it moves nothing.
      #expect(try await served.get("/events?key=wrong&probe").status.code == 403)
    }
  }

  @Test("A vote is for a choice that there is, by a viewer with an ID, before the answer is known")
  func takesVotes() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      func vote(_ choice: String, _ viewer: String = #""viewer-one""#) async throws -> Int {
        try await served.post("/vote", #"{"choice": \#(choice), "viewer": \#(viewer)}"#)
      }
      #expect(try await vote("1") == 400, "nothing is shown yet")
      served.page.publish(ServedPage.state(.question))
      #expect(try await vote("0") == 204)
      #expect(try await vote("1") == 204)
      for wrong in ["2", "-1", "0.5", "1e99", "null", #""first""#] {
        #expect(try await vote(wrong) == 400, "\(wrong)")
      }
      #expect(try await vote("1", "null") == 400)
      #expect(try await vote("1", #""short""#) == 400)
      #expect(
        try await served.commands(2) == [
          .vote(choice: 0, viewer: "viewer-one"), .vote(choice: 1, viewer: "viewer-one"),
        ])
      var state = ServedPage.state(.reveal)
      state.answer = 1
      served.page.publish(state)
      #expect(try await vote("1") == 409)
    }
  }

  @Test("Whoever comes again is told what it voted for")
  func tellsBallot() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(.question), ballots: ["viewer-one": 1])
      for (viewer, choice) in [("viewer-one", "1"), ("viewer-two", "null")] {
        let seen = try await served.events("/events?viewer=\(viewer)", until: "event: state\n")
        #expect(seen.contains("event: ballot\ndata: {\"choice\":\(choice)}\n"))
      }
    }
  }

  @Test("What is no JSON object of a few words gets a sentence and the right status")
  func refusesBodies() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(.question))
      for wrong in ["", "[]", "{", "1", "null", String(repeating: "[", count: 4_000)] {
        #expect(try await served.post("/vote", wrong) == 400, "\(wrong)")
      }
      let vote = #"{"choice": 1, "viewer": "viewer-one"}"#
      #expect(try await served.post("/vote", vote, type: "text/plain") == 400, "another site's form can send this")
      #expect(try await served.post("/vote", vote + String(repeating: " ", count: 5_000)) == 413)
    }
  }
}

import Base
import Diagnosis
import Foundation
import Report
import Testing
import Tracks

@Suite("Events of connections", .timeLimit(.minutes(10))) struct ConnectionEventsTests {
  private let clock = TraceClock()
  private let sources = SourceFiles([
    "/home/ada/main.py": Data("async def push():\n    while True:\n        await sleep()\n".utf8)
  ])

  private func events(_ lines: [String]) -> ConnectionEvents {
    ConnectionEvents(lines.compactMap { HookEvent(line: Array($0.utf8), clock) }, sources, "/home/ada")
  }

  private func line(_ event: String, _ at: Int, _ fields: String) -> String {
    "{\"event\": \"\(event)\", \"at\": \(at * 1_000_000), \(fields)}"
  }

  private func place(_ line: Int) -> String {
    "\"place\": {\"file\": \"/home/ada/main.py\", \"line\": \(line), \"function\": \"app.<locals>.push\"}"
  }

  @Test("A task stands where it was for most of the time since its client left")
  func standsMostly() throws {
    let events = events([
      line(
        "task_created", 0, "\"task\": 1, \"kind\": \"task\", \"connection\": 7, \"coroutine\": \"push\", \(place(1))"),
      line("task_stands", 0, "\"task\": 1, \"name\": \"Task-4\", \(place(1))"),
      line("task_stands", 100, "\"task\": 1, \"name\": \"Task-4\", \(place(2))"),
      line("task_stands", 110, "\"task\": 1, \"name\": \"Task-4\", \(place(3))"),
    ])
    let entry = try #require(events.entries[1])
    let life = events.life(entry, from: entry.began + 90, until: entry.began + 200)
    #expect(life.name == "push")
    #expect(life.ended == nil)
    #expect(life.created == CodePlace(file: "main.py", line: 1, function: "push", text: "async def push():"))
    #expect(life.stands?.line == 3)
    #expect(events.life(entry, from: entry.began, until: entry.began + 200).stands?.line == 1)
  }

  @Test("A library's task has the name that it was given")
  func isNamed() throws {
    let created = "\"task\": 1, \"kind\": \"task\", \"coroutine\": \"Handle._run\", \"own\": false"
    let events = events([
      line("task_created", 0, created), line("task_stands", 1, "\"task\": 1, \"name\": \"main.push\""),
    ])
    #expect(events.entries[1]?.name == "push")
    let unnamed = self.events([
      line("task_created", 0, created), line("task_stands", 1, "\"task\": 1, \"name\": \"Task-12\""),
    ])
    #expect(unnamed.entries[1]?.name == "Handle._run")
  }

  @Test("A handler that ends with an exception, and a task that it waits for")
  func handlers() throws {
    let events = events([
      line("connection_opened", 0, "\"connection\": 7, \"client\": 5000"),
      line("task_created", 0, "\"task\": 1, \"kind\": \"handler\", \"connection\": 7"),
      line(
        "task_created", 1, "\"task\": 2, \"kind\": \"task\", \"coroutine\": \"push\", \"connection\": 7, \(place(2))"),
      line("task_stands", 2, "\"task\": 1, \"waits_for\": [2], \(place(3))"),
      line("handler_ended", 50, "\"connection\": 7, \"raised\": \"Boom\", \"message\": \"no\", \(place(2))"),
    ])
    let handler = try #require(events.connections[5000].flatMap { events.handlers[$0] })
    let before = events.life(handler, from: handler.began, until: handler.began + 20)
    #expect(before.ended == nil && before.raised == nil)
    #expect(before.waitsFor == ["push (created at main.py:2)"])
    #expect(before.stands?.line == 3)
    let after = events.life(handler, from: handler.began, until: handler.began + 100)
    #expect(after.raised?.type == "Boom" && after.raised?.place?.line == 2)
    #expect(after.waitsFor.isEmpty)
  }

  @Test("An exception that no one asked for is told with its task")
  func unretrieved() {
    let events = events([
      line("task_created", 0, "\"task\": 1, \"kind\": \"task\", \"coroutine\": \"push\""),
      line("unretrieved", 5, "\"name\": \"Task-4\", \"text\": \"Task exception was never retrieved\""),
      line(
        "task_ended", 4, "\"task\": 1, \"name\": \"Task-4\", \"raised\": \"Boom\", \"message\": \"no\", \(place(3))"),
      line("unretrieved", 6, "\"name\": \"Task-5\", \"text\": \"of a stranger\""),
    ])
    #expect(events.unretrieved == ["task push: Boom: no, at main.py:3", "of a stranger"])
  }

  @Test("Lines that lack what they need are left out")
  func survivesNonsense() {
    let events = events([
      line("connection_opened", 0, "\"connection\": \"x\""), line("task_created", 0, "\"task\": 1, \"kind\": \"y\""),
      line("task_stands", 0, "\"task\": 9"), line("handler_ended", 0, "\"connection\": 9"), "nonsense",
    ])
    #expect(events.handlers.isEmpty && events.entries.isEmpty && !events.seesTasks)
  }
}

import Checks
import Lessons
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct ExitsCheckTests {
  @Test("A room that does nothing more for clients that have left passes")
  func passes() async throws {
    let finding = try await judge(ExitsCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["left"]?.value == 8)
    // The client that stays, and each of those that leave.
    #expect(finding.exhibit?.lanes?.count == 9)
  }

  @Test("A feed that goes on after one way of leaving fails, and the way is named", arguments: RoomExit.allCases)
  func findsLeaks(exit: RoomExit) async throws {
    let finding = try await judge(ExitsCheck.self, .feedGoesOn(exit))
    #expect(finding.cause == "exits.feed", "\(finding.measured)")
    let lanes = (finding.exhibit?.lanes ?? []).filter { $0.problem != nil }
    #expect(Set(lanes.map(\.label)) == [exit.rawValue])
    // Once one of them has leaked, the check does not wait for the other.
    #expect(lanes.contains { $0.marks.count > 4 })
  }

  @Test("A bye that is not answered, and a handler that does not end, leave a connection open")
  func findsOpenConnections() async throws {
    expectFailures([
      (
        try await judge(ExitsCheck.self, .byeIsEchoed, patience: .seconds(1)), "exits.still-open",
        "said \"bye\", and the server did not close"
      ),
      (
        try await judge(ExitsCheck.self, .boomIsIgnored, patience: .seconds(1)), "exits.still-open",
        "to throw on \"boom\""
      ),
      (try await judge(ExitsCheck.self, .byeJustReturns), "exits.close-code", "code 4000, instead of code 1000"),
    ])
  }

  @Test("A client that stays and is closed all the same is cut off")
  func findsCutOff() async throws {
    let finding = try await judge(ExitsCheck.self, .closesSilentClients)
    #expect(finding.cause == "exits.cut-off", "\(finding.measured)")
  }

  private func finding(_ change: (inout ExitsCheck.Measurement) -> Void) throws -> Finding {
    var seen = ExitsCheck.Measurement()
    for exit in RoomExit.allCases + RoomExit.allCases {
      var departure = ExitsCheck.Departure(exit, entered: .zero, left: .milliseconds(100), isAsked: false)
      departure.close = exit == .bye ? .normal : .abnormal
      seen.departures.append(departure)
    }
    seen.callsOfStayer = [.milliseconds(50), .milliseconds(150)]
    change(&seen)
    return try ExitsCheck(parameters: ManifestNode(yaml: roomParameters)).judge(seen)
  }

  @Test("In a leak, each client with more than one late call counts, in the sentence and in the picture; else none")
  func countsLateCalls() throws {
    let late = { (count: Int) in (1...count).map { Duration.milliseconds(100 + 50 * $0) } }
    let within = try finding { seen in seen.departures[0].lateCalls = late(4) }
    #expect(within.verdict == .pass)
    #expect(within.exhibit?.lanes?.allSatisfy { $0.problem == nil } == true)
    let leak = try finding { seen in
      for (index, count) in [5, 4, 1].enumerated() { seen.departures[index].lateCalls = late(count) }
    }
    let sentence = "the upstream was asked 9 more times for 2 clients that had left"
    #expect(leak.measured.hasPrefix(sentence), "\(leak.measured)")
    #expect(leak.exhibit?.lanes?.compactMap(\.problem) == ["5 calls too many", "4 calls too many"])
  }

  @Test("What stays open fails: a client's socket, a file for each of two, a socket for each of all")
  func findsDescriptors() throws {
    #expect(try finding { _ in }.verdict == .pass)
    #expect(try finding { ($0.moreFiles, $0.moreSockets) = (1, 7) }.verdict == .pass)
    expectFailures([
      (try finding { $0.departures[1].keepsSocket = true }, "exits.socket", "1 socket of clients that had left"),
      (try finding { $0.moreFiles = 2 }, "exits.descriptors", "2 more open files than before 8 clients came and went"),
      (try finding { $0.moreSockets = 8 }, "exits.descriptors", "8 more sockets than before"),
    ])
  }
}

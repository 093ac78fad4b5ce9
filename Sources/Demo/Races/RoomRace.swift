internal import Base
internal import Bench
internal import Lessons
internal import Report

/// Clients of a chat room that come and leave, and for how long the server goes on working for each.
struct RoomRace: Race {
  static let kind = "room"

  private static let stay = Duration.milliseconds(500)
  /// Between two clients that come, or leave.
  private static let pause = Duration.milliseconds(150)
  private static let watched = Duration.milliseconds(1_500)
  /// A call that was on its way when its client left is right.
  private static let grace = Duration.milliseconds(250)
  /// A feed that is asked for every 50 ms has ended when nothing came for so long.
  private static let gap = 300.0

  private let socket: PathTemplate
  private let feed: String
  private let client: String
  private let count: (path: String, field: String)?
  private let clients: Int

  init(_ fields: inout ManifestFields, for lesson: Lesson) throws {
    let target = try fields.required("socket")
    socket = PathTemplate(try target.text("'socket'"))
    let placeholders = socket.placeholders
    guard placeholders.count == 1 else {
      throw ManifestError("'socket' must have one placeholder, for the client's ID", at: target.place)
    }
    client = placeholders[0]
    let route = try fields.required("feed")
    let feed = try route.text("'feed'")
    self.feed = feed
    guard lesson.upstream.contains(where: { $0.path == feed }) else {
      throw ManifestError("the lesson's upstream has no route '\(feed)'", at: route.place)
    }
    clients = try fields.integer("clients", in: 2...8, default: 4)
    let (path, field) = (
      try fields.optional("count")?.text("'count'"), try fields.optional("counted")?.text("'counted'")
    )
    count = path.flatMap { path in field.map { (path, $0) } }
  }

  func run(
    on bench: Bench, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void
  ) async throws -> RacePicture {
    let mark = bench.upstream.count
    var guests: [RoomGuest] = []
    func picture(_ counted: Double?, isOver: Bool = false) -> RacePicture {
      self.picture(guests, bench.upstream.calls(since: mark, to: feed), counted, since: start, isOver)
    }
    var sockets: [SocketClient] = []
    defer { sockets.forEach { $0.leave(.vanishing) } }
    for number in 1...clients {
      let name = "client-\(number)"
      sockets.append(try await bench.openSocket(socket.filled(with: [client: name]), name: name))
      guests.append(RoomGuest(name: name, came: .now))
      tell(picture(nil))
      try await Task.sleep(for: Self.pause)
    }
    try await pass(Self.stay) { tell(picture(nil)) }
    // The last one stays, so that a server cannot simply stop.
    for index in guests.indices.dropLast() {
      sockets[index].leave(index.isMultiple(of: 2) ? .closing(.normal) : .vanishing)
      guests[index].left = .now
      try await pass(Self.pause) { tell(picture(nil)) }
    }
    try await pass(Self.watched) { tell(picture(nil)) }
    var counted: Double?
    if let count {
      let exchange = try await bench.ask(ProbeRequest("GET", count.path))
      counted = exchange.answer?.json?[count.field]?.amount
    }
    return picture(counted, isOver: true)
  }

  private func pass(_ time: Duration, _ tell: () -> Void) async throws {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end {
      tell()
      try await Task.sleep(for: .milliseconds(60))
    }
  }

  private func picture(
    _ guests: [RoomGuest], _ calls: [UpstreamCall], _ counted: Double?, since start: ContinuousClock.Instant,
    _ isOver: Bool
  ) -> RacePicture {
    let now = (ContinuousClock.now - start).milliseconds
    var late = 0
    let lanes = guests.map { guest -> RaceLane in
      let came = (guest.came - start).milliseconds
      guard let left = guest.left else {
        return RaceLane(guest.name, [.init(from: came, to: isOver ? now : nil, .good)])
      }
      let leaving = (left - start).milliseconds
      let after = calls.filter {
        $0.parameters[client] == guest.name && $0.arrived > left + Self.grace
      }
      late += after.count
      var spans = [RaceLane.Span(from: came, to: leaving, .good)]
      if let last = after.last {
        let end = (last.arrived - start).milliseconds
        spans.append(.init(from: leaving, to: now - end < Self.gap ? (isOver ? now : nil) : end, .bad))
      }
      return RaceLane(guest.name, spans, note: after.isEmpty ? "left" : "left; \(after.count) calls since")
    }
    let connected = Double(guests.count { $0.left == nil })
    return RacePicture(
      .timeline(lanes), elapsed: now,
      figures: [
        RaceFigure("calls for clients that are gone", Double(late), isBad: late > 0)
      ]
        + (counted.map {
          [RaceFigure("clients counted", $0, unit: "of \(Int(connected))", isBad: $0 != connected)]
        } ?? []))
  }
}

/// A client, and when it came and left.
private struct RoomGuest: Sendable {
  let name: String
  let came: ContinuousClock.Instant
  var left: ContinuousClock.Instant?
}

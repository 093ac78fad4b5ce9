internal import Base
internal import Bench
internal import MiniServer

/// What a check measured of a room, and why it could not go on.
package protocol RoomMeasurement {
  var trouble: RoomTrouble? { get set }
  init()
}

/// A room in which one check has clients of its own.
final class RoomSession: Sendable {
  let room: Room
  let bench: Bench
  /// In bytes, for a listening socket: a module then waits for a client that does not read after a few messages, and not
  /// after MiB of them.
  static let smallSendBuffer = 4_096

  /// The calls of the upstream before this check.
  private let mark: Int
  private let clients = Locked<[SocketClient]>([])
  private let names: Locked<(taken: Set<String>, next: [String])> = Locked(([], []))

  init(_ room: Room, _ bench: Bench) {
    self.room = room
    self.bench = bench
    mark = bench.upstream.count
  }

  /// Hands `measure` a room and what has been measured so far, and takes all clients out of the room at the end. A
  /// `RoomTrouble` that it throws becomes a part of the measurement.
  static func measure<Measurement: RoomMeasurement>(
    _ room: Room, _ bench: Bench, isolation: isolated (any Actor)? = #isolation,
    _ measure: (RoomSession, inout Measurement) async throws -> Void
  ) async throws -> Measurement {
    let session = RoomSession(room, bench)
    defer { session.end() }
    return try await bench.upstream.delaying {
      var seen = Measurement()
      do {
        try await measure(session, &seen)
      } catch let trouble as RoomTrouble {
        seen.trouble = trouble
      }
      return seen
    }
  }

  /// A client that does not read could hold up a module that closes it properly.
  private func end() {
    for client in clients.withLock({ $0 }) { client.leave(.vanishing) }
  }

  /// Names of every shape that a path can have without escapes, each used once.
  func newName() -> String {
    names.withLock { names in
      while true {
        if names.next.isEmpty { names.next = bench.values.pathSegments() }
        let name = names.next.removeFirst()
        if names.taken.insert(name).inserted { return name }
      }
    }
  }

  /// Connects so many clients concurrently. Throws `RoomTrouble`.
  func enter(_ count: Int) async throws -> [SocketClient] {
    try await withThrowingTaskGroup { group in
      for index in 0..<count {
        let name = newName()
        group.addTask { [self] in (index, try await connect(name)) }
      }
      var entered: [Int: SocketClient] = [:]
      for try await (index, client) in group { entered[index] = client }
      return (0..<count).compactMap { entered[$0] }
    }
  }

  func enter() async throws -> SocketClient { try await connect(newName()) }

  /// Connects a client that never reads. Throws `RoomTrouble`.
  func enterWithoutReading() async throws -> SocketClient { try await connect(newName(), reading: false) }

  private func connect(_ name: String, reading: Bool = true) async throws -> SocketClient {
    do {
      let client = try await bench.openSocket(room.target(of: name), name: name, reading: reading)
      clients.withLock { $0.append(client) }
      return client
    } catch let refusal as SocketRefusal {
      throw RoomTrouble.refused(refusal)
    }
  }

  /// Throws `RoomTrouble` when one of these clients, which should be connected, is not.
  func requireOpen(_ clients: [SocketClient], _ occasion: String) throws {
    for client in clients {
      let record = client.record
      if record.isFlooded { throw RoomTrouble.flooded }
      if let end = record.end { throw RoomTrouble.cutOff(end.close, occasion: occasion) }
    }
  }

  /// Waits until `condition` is true; false after the bench's patience. Throws `RoomTrouble` when one of these clients
  /// loses its connection in the meantime.
  func wait(
    for clients: [SocketClient], _ occasion: String, isolation: isolated (any Actor)? = #isolation,
    until condition: () -> Bool
  ) async throws -> Bool {
    try await bench.watch(atMost: bench.patience) { _ in
      if condition() { return true }
      try requireOpen(clients, occasion)
      return nil
    } ?? false
  }

  /// All calls since this check began.
  var calls: [UpstreamCall] { bench.upstream.calls(since: mark) }

  func calls(for client: SocketClient) -> [UpstreamCall] { room.calls(for: client.name, in: calls) }

  /// Waits until the upstream was asked for each of these clients. Throws `RoomTrouble`.
  func waitForFeed(of clients: [SocketClient], _ occasion: String = "while its feed began") async throws {
    if try await wait(for: clients, occasion, until: { clients.allSatisfy { !calls(for: $0).isEmpty } }) { return }
    let missing = clients.first { calls(for: $0).isEmpty }
    throw RoomTrouble.neverAsked(missing?.name ?? "", bench.patience)
  }

  /// Waits until each of these clients got a number. Throws `RoomTrouble`.
  func waitForTick(of clients: [SocketClient], _ occasion: String = "while its feed began") async throws {
    try await waitForFeed(of: clients, occasion)
    let haveTick = { clients.allSatisfy { $0.texts().contains { self.room.tick.value(in: $0) != nil } } }
    if !(try await wait(for: clients, occasion, until: haveTick)) { throw RoomTrouble.noTick(bench.patience) }
  }

  /// Waits until the feed of `stayer` has gone on for so many calls, and for so long at least, so that whatever the
  /// module does for others has had its time too. Throws `RoomTrouble`.
  func letPass(calls count: Int, _ least: Duration, of stayer: SocketClient, _ occasion: String) async throws {
    let began = ContinuousClock.now
    let hasPassed = {
      ContinuousClock.now - began >= self.bench.paced(least)
        && self.calls(for: stayer).count { $0.arrived > began } >= count
    }
    if !(try await wait(for: [stayer], occasion, until: hasPassed)) {
      throw RoomTrouble.neverAsked(stayer.name, bench.patience)
    }
  }
}

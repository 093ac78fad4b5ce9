package import Base
internal import GRDB
package import MiniServer
internal import ModuleRuntime
internal import NIOPosix

/// What the handler of a fake module works with: what a real one finds in its environment, a log, and its witness.
package struct FakeSurroundings: Sendable {
  /// Must never be seen from outside.
  package let secret: String
  package let witness: ScriptedWitness
  let output = OutputLog()
  private let upstreamPort: Int
  private let queue: DatabaseQueue?

  /// Takes what a real module is told through its environment.
  package init(_ variables: [String: String], _ witness: ScriptedWitness) throws {
    secret = variables["PLANTED_SECRET"] ?? ""
    self.witness = witness
    upstreamPort = variables["UPSTREAM_URL"].flatMap { $0.split(separator: ":").last }.flatMap { Int($0) } ?? 0
    var configuration = Configuration()
    configuration.busyMode = .timeout(Patience.long / .seconds(1))
    queue = try variables["DATABASE_PATH"].map { try DatabaseQueue(path: $0, configuration: configuration) }
  }

  /// Prints a line.
  package func log(_ line: String) {
    output.append("\(line)\n".utf8)
  }

  /// What the upstream responds; throws for anything but a success in JSON.
  package func get(_ target: String, patience: Duration = Patience.long) async throws -> JSONValue {
    try await ask("GET", target, [], patience)
  }

  package func post(_ target: String, _ body: [UInt8]) async throws -> JSONValue {
    try await ask("POST", target, body, Patience.long)
  }

  private func ask(_ method: String, _ target: String, _ body: [UInt8], _ patience: Duration) async throws -> JSONValue
  {
    let connection = try await connect()
    defer { connection.close() }
    let reply = try await connection.send(method, target, body: body, timeout: patience)
    guard (200..<300).contains(reply.status.code), let value = JSONValue(bytes: reply.body) else {
      throw Unexpected("the upstream responded with \(reply.status)")
    }
    return value
  }

  /// Asks the upstream for a stream.
  package func stream(_ target: String) async throws -> ClientStream {
    try await connect().stream("GET", target, headers: ["Connection": "close"], timeout: Patience.long)
  }

  private func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: upstreamPort, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long)
  }

  /// The rows that a query of the database returns, while others are served.
  package func rows(_ sql: String, _ arguments: [String] = []) async throws -> [JSONValue] {
    guard let queue else { throw Unexpected("this module has no database") }
    return try await queue.read {
      try Row.fetchAll($0, sql: sql, arguments: StatementArguments(arguments)).map(Self.object)
    }
  }

  /// The same, while nobody else is served.
  package func rowsBlocking(_ sql: String) throws -> [JSONValue] {
    guard let queue else { throw Unexpected("this module has no database") }
    return try queue.read { try Row.fetchAll($0, sql: sql).map(Self.object) }
  }

  /// Runs one statement, such as a PRAGMA.
  package func execute(_ sql: String) async throws {
    guard let queue else { throw Unexpected("this module has no database") }
    try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  private static func object(_ row: Row) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: row.columnNames.map { name in
          let value: DatabaseValue = row[name]
          return (name, json(value))
        }))
  }

  private static func json(_ value: DatabaseValue) -> JSONValue {
    switch value.storage {
    case .int64(let number): .number(Double(number))
    case .double(let number): .number(number)
    case .string(let text): .text(text)
    default: .null
    }
  }
}

import Base
import Bench
import Foundation
import Lessons
import MiniServer
import ModuleRuntime
import TestSupport
import Testing
import Tracks

/// The modules that ship as right, with values that a URL cannot contain as they are.
@Suite(.timeLimit(.minutes(10)))
struct UpstreamPathTests {
  private static let values = ["\u{1}", "a\r\nX-Own: b", "a/b", "a?b", "a#b", "a%b", "50%25", "a b", "é"]

  @Test(
    "A symbol of any characters reaches the upstream unchanged, or is rejected",
    arguments: TrackRegistry.layouts.map(\.track))
  func quotesSymbols(_ track: Track) async throws {
    try await forEachRightModule(of: "01-blocking", track) { module, surroundings in
      for value in Self.values {
        let reply = try await Self.get("/quotes/" + Self.escaped(value), [:], from: module)
        Self.expect(reply, field: "symbol", value, surroundings.upstream, module)
      }
    }
  }

  @Test(
    "A user's name of any characters reaches the upstream unchanged, or is rejected",
    arguments: TrackRegistry.layouts.map(\.track))
  func quotesNames(_ track: Track) async throws {
    try await forEachRightModule(of: "02-dependencies", track) { module, surroundings in
      let database = try #require(surroundings.database)
      guard case .text(let token)? = try await database.rows(of: "users").first?["token"] else {
        throw Unexpected("There is no user with a token.")
      }
      for value in Self.values {
        try await database.execute("UPDATE users SET name = ? WHERE token = ?", [.text(value), .text(token)])
        let reply = try await Self.get("/me", ["Authorization": "Bearer \(token)"], from: module)
        Self.expect(reply, field: "name", value, surroundings.upstream, module)
      }
    }
  }

  /// One module at a time, because on a busy machine many that start together are slow to start.
  private func forEachRightModule(
    of name: String, _ track: Track, _ work: (RunningModule, Surroundings) async throws -> Void
  ) async throws {
    let installation = try Installation.around(executable: Products.path("pitfall"))
    let lesson = try Pack(directory: installation.lessons, tracks: TrackRegistry.layouts).lesson(name)
    let right = lesson.modules.filter { $0.track == track && $0.fails.isEmpty }
    #expect(right.count > 4)
    let runtime = try TrackRegistry.definition(of: track).runtime(installation, isolation: .limits)
    for shipped in right {
      let prepared = try await runtime.prepare(ModuleSource(shipped.path, layout: shipped.layout), progress: { _ in })
      let surroundings = try Surroundings(for: lesson, seed: 1)
      try await surroundings.start()
      let module = try await ModuleLauncher(installation).start(prepared, in: surroundings)
      let result: Result<Void, any Error>
      do { result = .success(try await work(module, surroundings)) } catch { result = .failure(error) }
      await module.end()
      await surroundings.stop()
      try result.get()
    }
  }

  private static func get(_ target: String, _ headers: Headers, from module: RunningModule) async throws -> ClientReply
  {
    let connection = try await module.connect()
    defer { connection.close() }
    return try await connection.send("GET", target, headers: headers, timeout: .seconds(30))
  }

  private static func escaped(_ value: String) -> String {
    value.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func expect(
    _ reply: ClientReply, field: String, _ value: String, _ upstream: Upstream, _ module: RunningModule
  ) {
    let comment: Comment = "\(value.debugDescription), \(module.source.path): \(reply.status) \(reply.text)"
    guard !(400..<500).contains(reply.status.code) else { return }
    #expect(reply.status == .ok, comment)
    #expect(upstream.calls(since: 0).last?.parameters.values.first == value, comment)
    let fields = try? JSONDecoder().decode([String: JSONField].self, from: Data(reply.body))
    #expect(fields?[field]?.text == value, comment)
  }

  private struct JSONField: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}

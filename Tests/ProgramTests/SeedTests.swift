import Foundation
import TestSupport
import Testing

/// A module whose failure shows the values that it was judged with: it makes up the upstream's nonce.
@Suite("--seed and the command that a report gives to reproduce a failure", .timeLimit(.minutes(30)))
struct SeedTests {
  private static let modules = [
    "swift": """
    import LessonKit
    struct Quote: Codable, Sendable { var symbol: String?; let price: Double; var nonce: String }
    let app = App()
    app.get("/ping") { _ in .json(["message": "pong"]) }
    app.get("/quotes/{symbol}") { request in
      let symbol = try request.path("symbol")
      var quote = try await HTTPClient.get("\\(Settings.upstreamURL)/quotes/\\(symbol)").decode(Quote.self)
      (quote.symbol, quote.nonce) = (symbol, "made up")
      return .json(quote)
    }
    try await app.run()
    """,
    "fastapi": """
    import os
    import httpx
    from fastapi import FastAPI
    app = FastAPI()
    @app.get("/ping")
    async def ping():
        return {"message": "pong"}
    @app.get("/quotes/{symbol}")
    def quote(symbol: str):
        price = httpx.get(os.environ["UPSTREAM_URL"] + f"/quotes/{symbol}").json()["price"]
        return {"symbol": symbol, "price": price, "nonce": "made up"}
    """,
  ]

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func module(_ track: String, folder: String = "module") throws -> String {
    try sandbox.module(track, #require(Self.modules[track]), folder: folder)
  }

  /// `GET /quotes/ABCDEF returned "nonce": "made up" instead of "1x2y3z"`
  private func measured(_ track: String, _ arguments: [String]) async throws -> String {
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "01", "--json", "--track", track, "--module", module(track)] + arguments)
    #expect(outcome.exit == 1)
    let check = try #require(try outcome.decode(Report.self).checks.first)
    #expect(check.measured.contains(/^GET \/quotes\/[A-Z]{6} returned "nonce": "made up" instead of "[0-9a-z]+"$/))
    return check.measured
  }

  @Test("The same seed gives the same values, whether a check runs alone or not", arguments: ["swift", "fastapi"])
  func repeatsValues(track: String) async throws {
    let whole = try await measured(track, ["--seed", "7"])
    #expect(try await measured(track, ["--seed", "7", "--check", "contract"]) == whole)
    #expect(try await measured(track, ["--seed", "8", "--check", "contract"]) != whole)
  }

  @Test("Without a seed the values are fresh")
  func bringsFreshValues() async throws {
    let first = try await measured("swift", ["--check", "contract"])
    #expect(try await measured("swift", ["--check", "contract"]) != first)
  }

  @Test("The command in a report can be pasted, whatever the folder's name", arguments: ["swift", "fastapi"])
  func commandCanBePasted(track: String) async throws {
    let folder = try module(track, folder: "it's a \"new\" $folder; & more")
    let first = try await Pitfall(sandbox).run(
      ["verify", "01", "--check", "contract", "--track", track, "--module", folder])
    #expect(first.exit == 1)
    let line = try #require(first.output.split(separator: "\n").first { $0.hasPrefix("  again ") })
    let again = try await Pitfall(sandbox).shell(String(line.dropFirst("  again ".count)))
    #expect(again.exit == 1)
    let time = /, [0-9.]+ s,/
    // Without line breaks, because a time of more digits moves them.
    #expect(again.sentences.replacing(time, with: "") == first.sentences.replacing(time, with: ""))
    try expectNothingLeft(sandbox)
  }
}

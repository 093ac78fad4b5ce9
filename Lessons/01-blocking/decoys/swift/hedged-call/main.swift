import Foundation
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

func fetch(_ symbol: String) async throws -> Quote {
  let segment = symbol.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(segment)").decode(Quote.self)
  quote.symbol = symbol
  return quote
}

/// Calls a second time when the first call has not returned after 0.7 s; the quicker one wins.
func quote(of symbol: String) async throws -> Quote {
  try await withThrowingTaskGroup(of: Quote.self) { group in
    group.addTask { try await fetch(symbol) }
    group.addTask {
      try await Task.sleep(for: .milliseconds(700))
      return try await fetch(symbol)
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await quote(of: try request.path("symbol")))
}

try await app.run()

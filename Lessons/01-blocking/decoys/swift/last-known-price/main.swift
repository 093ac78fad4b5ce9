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

/// The last known quote of each symbol, for when the upstream takes longer than 0.7 s.
actor LastKnown {
  private var quotes: [String: Quote] = [:]

  func quote(of symbol: String) async throws -> Quote {
    let known = quotes[symbol]
    let quote = try await withThrowingTaskGroup(of: Quote.self) { group in
      group.addTask { try await fetch(symbol) }
      if let known {
        group.addTask {
          try await Task.sleep(for: .milliseconds(700))
          return known
        }
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
    quotes[symbol] = quote
    return quote
  }
}

let lastKnown = LastKnown()

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await lastKnown.quote(of: try request.path("symbol")))
}

try await app.run()

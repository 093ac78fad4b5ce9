import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Lets ten callers in at a time; the others wait without holding a thread.
actor Gate {
  private var free = 10
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

let gate = Gate()

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  await gate.enter()
  do {
    var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
    await gate.leave()
    quote.symbol = symbol
    return .json(quote)
  } catch {
    await gate.leave()
    throw error
  }
}

try await app.run()

import Dispatch
import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

final class Box<Value>: @unchecked Sendable {
  var value: Value?
}

/// Moves the work to another thread and waits for it.
func onAnotherThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value? {
  let done = DispatchSemaphore(value: 0)
  let box = Box<Value>()
  DispatchQueue.global().async {
    box.value = work()
    done.signal()
  }
  done.wait()
  return box.value
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  _ = onAnotherThread { usleep(400_000) }
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let url = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  guard var quote = onAnotherThread({ try? HTTPClient.getBlocking(url).decode(Quote.self) }) ?? nil else {
    throw HTTPError(.badGateway)
  }
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()

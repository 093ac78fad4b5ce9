import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing
import Tracks

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct FaultCheckTests {
  private func measure(
    _ track: Track = .swift, code: String = "", record: String = "", times: Int = 2,
    _ handler: @escaping FakeModule.Handler
  ) async throws -> (seen: FaultCheck.Measurement, verdict: Verdict) {
    let check = try FaultCheck(parameters: ManifestNode(yaml: "{get: /boom, header: X-Request-ID, times: \(times)}"))
    let seen = try await Bench.forTests(track: track, code: code, record: record, handler: handler) {
      try await check.measure($0)
    }
    return (seen, check.judge(seen).verdict)
  }

  /// A 500 with the request's id.
  private static func failure(_ id: String) -> Response {
    .json(["detail": .text("internal error")], .internalServerError, headers: ["X-Request-ID": id])
  }

  private static func id(_ request: Request) -> String { request.headers["X-Request-ID"] ?? "a new one" }

  @Test(
    "A line with the error's text, the request's id and the place passes, and so does one that comes a little later")
  func logs() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/boom" else { return nil }
      let id = Self.id(request)
      Task {
        try await Task.sleep(for: .milliseconds(20))
        module.log("error: \(module.secret) in request \(id) at main.swift:12")
      }
      return Self.failure(id)
    }
    #expect(seen.attempts.map(\.missing) == [[], []])
    #expect(seen.attempts.map(\.disclosure) == [nil, nil])
    // The last request carries no id.
    #expect(seen.attempts.map { $0.exchange.request.headers.count } == [1, 0])
    #expect(verdict == .pass)
  }

  @Test("A traceback that leads to the line that raised passes on the other track")
  func logsTracebacks() async throws {
    let (seen, verdict) = try await measure(.fastapi, code: "def boom():\n    raise RuntimeError(secret)\n") {
      request, module in
      guard request.path == "/boom" else { return nil }
      module.log("Traceback (most recent call last):\n  File \"main.py\", line 2, in boom\nError: \(module.secret)")
      return Self.failure(Self.id(request))
    }
    #expect(seen.attempts.map(\.missing) == [[], []])
    #expect(verdict == .pass)
  }

  @Test("An empty log lacks everything, and fails")
  func logsNothing() async throws {
    let (seen, verdict) = try await measure { request, _ in
      request.path == "/boom" ? Self.failure(Self.id(request)) : nil
    }
    #expect(seen.attempts.map(\.missing) == [[.description, .requestID, .place]])
    #expect(verdict == .fail)
  }

  @Test("A line without the request's id is not enough")
  func forgetsTheRequest() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/boom" else { return nil }
      module.log("error: \(module.secret) at main.swift:12")
      return Self.failure(Self.id(request))
    }
    #expect(seen.attempts.map(\.missing) == [[.requestID]])
    #expect(verdict == .fail)
  }

  @Test("A response that shows the secret fails, and the log is not read any more")
  func leaks() async throws {
    let (seen, verdict) = try await measure { request, module in
      request.path == "/boom" ? .json(["detail": .text(module.secret)], .internalServerError) : nil
    }
    #expect(seen.attempts.map(\.disclosure) == [Disclosure(.secret, place: "its field \"detail\"")])
    #expect(seen.attempts.map(\.missing) == [nil])
    #expect(verdict == .fail)
  }

  /// Answers browsers, known by one of their headers, with this text.
  private static func page(for header: String, _ text: @escaping @Sendable (FakeSurroundings) -> String)
    -> FakeModule.Handler
  {
    { request, module in
      guard request.path == "/boom" else { return nil }
      module.log("error: \(module.secret) in request \(id(request)) at main.swift:12")
      let isBrowsers = request.headers[header].map { $0.contains("html") || $0.contains("app.example") } ?? false
      return isBrowsers ? .text(text(module), .internalServerError) : failure(id(request))
    }
  }

  @Test("A browser may get a page instead of JSON, but the page shows nothing of the exception")
  func answersBrowsers() async throws {
    for header in ["Accept", "Origin"] {
      let plain = try await measure(times: 3, Self.page(for: header) { _ in "<h1>Something went wrong</h1>" })
      #expect(plain.seen.attempts.prefix(2).filter(\.isBrowsers).count == 1)
      #expect(plain.seen.attempts.map(\.missing) == [[], [], []])
      #expect(plain.verdict == .pass)
      let telling = try await measure(times: 3, Self.page(for: header) { "<pre>refused \($0.secret)</pre>" })
      #expect(telling.seen.attempts.last?.isBrowsers == true)
      #expect(telling.seen.attempts.last?.disclosure == Disclosure(.secret, place: "its body"))
      #expect(telling.verdict == .fail)
    }
  }

  @Test("An error that becomes a success, or a body that is not JSON, fails")
  func swallows() async throws {
    for response in [Response.json([:]), .text("Internal Server Error", .internalServerError)] {
      let (seen, verdict) = try await measure { request, _ in request.path == "/boom" ? response : nil }
      #expect(seen.attempts.map(\.missing) == [nil])
      #expect(verdict == .fail)
    }
  }

  @Test("A response that shows the exception's message or type fails, though the secret is masked")
  func leaksTheRest() async throws {
    for (detail, kind) in [
      ("the gateway refused the key ***", Disclosure.Kind.message("the gateway refused the key")),
      ("GatewayError", .type("GatewayError")), ("see main.py", .file("main.py")),
    ] {
      let (seen, verdict) = try await measure(.fastapi, code: "def boom():\n    raise GatewayError(secret)\n") {
        request, module in
        guard request.path == "/boom" else { return nil }
        module.log(
          "Traceback (most recent call last):\n  File \"main.py\", line 2, in boom\n    raise GatewayError(secret)\n"
            + "main.GatewayError: the gateway refused the key \(module.secret)")
        return .json(["detail": .text(detail)], .internalServerError, headers: ["X-Request-ID": Self.id(request)])
      }
      #expect(seen.attempts.map(\.disclosure) == [Disclosure(kind, place: "its field \"detail\"")])
      #expect(verdict == .fail)
    }
  }

  @Test("What LessonKit recorded tells which place is the route's")
  func comparesPlaces() async throws {
    let code = """
      app.use { request, next in
        Log.error("\\(error) at \\(#fileID):\\(#line)")
      }
      app.get("/boom") { _ in
        throw Boom()
      }
      """
    for (line, missing) in [(2, Set([FaultLogPart.place])), (4, []), (5, [])] {
      let record = #"{"method":"GET","pattern":"/boom","file":"Module/main.swift","line":4}"#
      let (seen, _) = try await measure(code: code, record: record) { request, module in
        guard request.path == "/boom" else { return nil }
        module.log("error: \(module.secret) in request \(Self.id(request)) at Module/main.swift:\(line)")
        return Self.failure(Self.id(request))
      }
      #expect(seen.attempts.first?.missing == missing)
    }
  }
}

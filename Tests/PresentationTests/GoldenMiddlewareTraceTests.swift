import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GoldenMiddlewareTraceTests {
  private typealias Layer = MiddlewareTrace.Layer
  private typealias Step = MiddlewareTrace.Step
  private typealias Way = MiddlewareTrace.Way

  private static func place(_ line: Int, _ text: String) -> CodePlace {
    CodePlace(file: "main.py", line: line, function: "", text: text)
  }

  private static let errors = Layer("ServerErrorMiddleware", library: "Starlette")
  private static let telemetry = Layer("ExceptionTelemetryMiddleware", library: "FastAPI")
  private static let limit = Layer("AppBodyLimitMiddleware", library: "FastAPI")
  private static let own = Layer("request_id", place: place(26, "async def request_id(request, call_next):"))
  private static let router = Layer("the router", kind: .router)
  private static let boom = Layer("boom", place: place(64, "async def boom():"), kind: .endpoint)

  private static func request(_ text: String, _ status: Int?) -> TracedRequest {
    TracedRequest(
      text, sent: 0, answered: 1, status: status, problem: status == nil ? "the connection was closed" : nil)
  }

  /// Steps of these layers, each inside of the one before.
  private static func steps(_ layers: [(Layer, (inout Step) -> Void)]) -> [Step] {
    layers.enumerated().map { depth, entry in
      var step = Step(entry.0, depth: depth, entered: Double(depth))
      step.left = 9
      entry.1(&step)
      return step
    }
  }

  private static func passes(_ status: Int, pieces: Int = 1) -> (inout Step) -> Void {
    { step in
      step.status = status
      step.pieces = pieces
      step.isComplete = true
    }
  }

  private static func raises(_ text: String, line: Int? = nil) -> (inout Step) -> Void {
    { step in
      step.raised = text
      step.raisedAt = line.map { place($0, "raise") }
    }
  }

  private static let fault = "RuntimeError: the payment gateway refused the key •••"

  private static let ways: [Way] = [
    Way(
      request: request("GET /ok", 200), responseHeaders: ["x-request-id"],
      steps: steps([
        (errors, passes(200)), (telemetry, passes(200)), (limit, passes(200)),
        (
          own,
          {
            passes(200)(&$0)
            $0.added = ["x-request-id", "content-type"]
          }
        ), (router, passes(200)), (boom, { _ in }),
      ])),
    Way(
      request: request("GET /boom", 500),
      steps: steps([
        (
          errors,
          {
            raises(fault, line: 65)(&$0)
            passes(500)(&$0)
            $0.isAnswer = true
          }
        ), (telemetry, raises(fault, line: 65)), (limit, raises(fault, line: 65)), (own, raises(fault, line: 65)),
        (router, raises(fault, line: 65)), (boom, raises(fault, line: 65)),
      ]), reveals: ["the value of PLANTED_SECRET", "the name RuntimeError"]),
    Way(
      request: request("GET /teapot", 500), headers: ["X-Request-ID: mine"], responseHeaders: ["x-request-id"],
      steps: steps([
        (
          own,
          {
            passes(500)(&$0)
            $0.isAnswer = true
            $0.added = ["x-request-id"]
          }
        ), (router, raises("HTTPError: 418: I'm a teapot")), (boom, raises("HTTPError: 418: I'm a teapot")),
      ])),
    Way(
      request: request("GET /items/x", 500), responseHeaders: ["x-request-id"],
      steps: steps([
        (
          own,
          {
            passes(500)(&$0)
            $0.innerStatus = 422
            $0.changed = ["x-request-id"]
          }
        ),
        (
          router,
          {
            passes(422)(&$0)
            $0.isAnswer = true
            $0.added = ["x-request-id"]
          }
        ),
      ]),
      handlers: [
        MiddlewareTrace.Handler(
          "request_validation_exception_handler", library: "FastAPI",
          exception: "RequestValidationError: 1 validation error: much more", status: 422, at: 3)
      ]),
    Way(
      request: request("GET /stuck", 500), responseHeaders: ["x-request-id"],
      steps: steps([(errors, passes(500)), (own, raises("TypeError: 'coroutine' object is not callable"))])),
    Way(
      request: request("GET /stream", 200), responseHeaders: ["x-request-id"],
      steps: steps([(errors, passes(200)), (own, passes(200)), (router, passes(200, pieces: 4))])),
    Way(
      request: request("GET /cut", nil),
      steps: steps([
        (own, passes(200, pieces: 2)),
        (
          router,
          {
            passes(200, pieces: 2)(&$0)
            $0.isComplete = false
            raises(fault, line: 84)(&$0)
          }
        ),
      ])),
    Way(
      request: request("POST /orders", 201), responseHeaders: ["x-request-id"],
      steps: steps([
        (
          own,
          {
            passes(201)(&$0)
            $0.received = 200_000
          }
        ),
        (
          router,
          {
            passes(201)(&$0)
            $0.received = 65_536
          }
        ),
      ]) + [Step(router, depth: 1, entered: 5)]),
    Way(request: request("GET /nothing", 200), responseHeaders: ["x-request-id"], steps: []),
  ]

  private static let trace = Trace(
    lesson: "05-middleware", track: Track("fastapi"), module: "/home/ada/main.py", requests: [], lanes: [],
    content: .middleware(
      MiddlewareTrace(
        header: "X-Request-ID",
        stacks: [
          MiddlewareTrace.Stack("around the app", layers: [own]),
          MiddlewareTrace.Stack("FastAPI", layers: [errors, telemetry, limit, own, router]),
        ], requests: ways)),
    notes: [])

  @Test(
    "Middleware as text",
    arguments: [
      ("middleware-trace", Style(hasColor: false, hasUnicode: true)),
      ("middleware-trace-ascii", Style(hasColor: false, hasUnicode: false)),
      ("middleware-trace-plain", Style(hasColor: false, hasUnicode: true, isPlain: true)),
    ])
  func isGolden(name: String, style: Style) throws {
    let text = TraceView(style).text(Self.trace)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    try Golden.compare(text, with: name)
  }
}

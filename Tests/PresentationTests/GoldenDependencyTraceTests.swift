import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GoldenDependencyTraceTests {
  private typealias Call = DependencyTrace.Call

  private static func place(_ line: Int, _ name: String) -> CodePlace {
    CodePlace(file: "main.py", line: line, function: name, text: "def \(name)(…):")
  }

  private static let session = DependencyTrace.Node("session", place: place(34, "session"), isGenerator: true)
  private static let bearer = CodePlace(file: "fastapi/security/http.py", line: 224, function: "HTTPBearer")

  private static func request(_ path: String, _ status: Int?) -> TracedRequest {
    TracedRequest(
      "GET \(path)", sent: 0, answered: status.map { _ in 9 }, status: status,
      problem: status == nil ? "got no response within 5.0 seconds" : nil)
  }

  private static func call(
    _ name: String, _ line: Int, _ outcome: DependencyTrace.Outcome, end: DependencyTrace.End? = nil
  ) -> Call {
    Call(
      name, place: place(line, name), from: 1, to: 2, outcome: outcome, isGenerator: name == "session", end: end)
  }

  private static let yielded = DependencyTrace.Outcome.returned(text: "<Session>", type: "Session", isNull: false)
  private static let null = DependencyTrace.Outcome.returned(text: "None", type: "NoneType", isNull: true)

  private static let trace = Trace(
    lesson: "02-dependencies", track: Track("fastapi"), module: "/home/ada/main.py", requests: [], lanes: [],
    content: .dependencies(
      DependencyTrace(
        routes: [
          DependencyTrace.Route(
            method: "GET", path: "/dep", endpoint: place(59, "dependency"),
            dependencies: [
              DependencyTrace.Node("tenant_name", place: place(42, "tenant_name"), dependencies: [session])
            ]),
          DependencyTrace.Route(
            method: "GET", path: "/me", endpoint: place(64, "me"),
            dependencies: [
              session,
              DependencyTrace.Node(
                "current_user", place: place(48, "current_user"), usesCache: false,
                dependencies: [DependencyTrace.Node("HTTPBearer", place: bearer), session]),
            ]),
          DependencyTrace.Route(method: "GET", path: "/ping", endpoint: place(54, "ping"), dependencies: []),
        ],
        requests: [
          DependencyTrace.Run(
            request: request("/dep", 200), headers: ["X-Tenant: ACME"],
            calls: [
              call("session", 34, yielded, end: DependencyTrace.End(at: 10, isAfterResponse: true)),
              call("tenant_name", 42, null),
            ],
            endpoint: call("dependency", 59, .returned(text: "{'dependency': None}", type: "dict", isNull: false))),
          DependencyTrace.Run(
            request: request("/dep", 422), headers: [],
            calls: [
              call(
                "session", 34, yielded,
                end: DependencyTrace.End(at: 3, isAfterResponse: false, thrown: "RequestValidationError: 1 error")),
              call("tenant_name", 42, .skipped(["header.x-tenant: Field required"])),
            ], endpoint: call("dependency", 59, .skipped(["header.x-tenant: Field required"]))),
          DependencyTrace.Run(
            request: request("/me", 401), headers: ["Authorization: Bearer \(String(repeating: "x", count: 90))"],
            calls: [
              call("session", 34, yielded), call("session", 34, .cached),
              call("current_user", 48, .raised("HTTPException: 401: unknown token", line: 51)),
            ], endpoint: nil),
          DependencyTrace.Run(
            request: request("/me", 200), headers: [],
            calls: [
              call("greeting", 70, .returned(text: "'hello'", type: "str", isNull: false)),
              call("greeting", 70, .returned(text: "'hi'", type: "str", isNull: false)),
              call(
                "current_user", 48, .returned(text: "<coroutine find>", type: "coroutine", isNull: false)),
              call(
                "tenant", 80,
                .returned(text: "HTTPException: 401: no", type: "HTTPException", isNull: false)),
            ],
            endpoint: call(
              "me", 64,
              .returned(text: String(repeating: "long ", count: 39), type: "str", isNull: false))),
          DependencyTrace.Run(
            request: request("/me", 500), headers: [], calls: [call("current_user", 48, null)],
            endpoint: call("me", 64, .raised("AttributeError: 'NoneType' has no attribute 'name'", line: 66))),
          DependencyTrace.Run(
            request: request("/ping", 200), headers: [], calls: [],
            endpoint: call("ping", 54, .returned(text: "'pong'", type: "str", isNull: false))),
          DependencyTrace.Run(
            request: request("/ping", 422), headers: [],
            calls: [Call("audit", place: place(90, "audit"), isUsed: false, from: 1, to: 2, outcome: null)],
            endpoint: call("ping", 54, .skipped(["query.name: Field required"]))),
          DependencyTrace.Run(request: request("/nowhere", 404), headers: [], calls: [], endpoint: nil),
          DependencyTrace.Run(request: request("/hangs", nil), headers: [], calls: [], endpoint: nil),
        ])),
    notes: [])

  @Test(
    "Dependencies as text",
    arguments: [
      ("dependency-trace", Style(hasColor: false, hasUnicode: true)),
      ("dependency-trace-ascii", Style(hasColor: false, hasUnicode: false)),
      ("dependency-trace-plain", Style(hasColor: false, hasUnicode: true, isPlain: true)),
    ])
  func isGolden(name: String, style: Style) throws {
    let text = TraceView(style).text(Self.trace)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    try Golden.compare(text, with: name)
  }
}

import Base
import Files
import Foundation
import ModuleRuntime
import Testing
import Tracks

/// What counts as a logged error.
@Suite(.timeLimit(.minutes(10)))
struct FaultLogTests {
  private static let module = """
    import logging

    def boom():
        raise RuntimeError(secret)

    async def catch(request, call_next):
        try:
            return await call_next(request)
        except Exception as error:
            logger.error("failed: %s", error)
            print(error)
    """

  private func missing(
    in log: String, reader: any FaultLogReader = FastAPIFaultLog(), ids: [String] = ["id-1"]
  ) -> Set<FaultLogPart> {
    reader.missing(
      in: log,
      of: LoggedFault(secret: "s3cret", ids: ids, sources: SourceFiles(["/srv/orders/main.py": Data(Self.module.utf8)]))
    )
  }

  @Test(
    "A traceback counts in any common form, with or without the error's text",
    arguments: [
      "Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 4, in boom\nRuntimeError: s3cret",
      #"{"exception": "Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 4, in boom"}"#,
      #"{"exception": "Traceback:\n  File \"\/srv\/orders\/main.py\", line 4, in boom"}"#,
      #"{"frames": [{"filename": "/srv/orders/main.py", "lineno": 4, "name": "boom"}]}"#,
      #"{"frames": [{"lineno": 4, "name": "boom", "filename": "main.py"}]}"#,
      "{\n  \"stacktrace\": [\n    {\n      \"file\": \"/srv/orders/main.py\",\n      \"line\": 4\n",
      "s3cret at orders/main.py:4 < orders/main.py:8",
      "traceback.0 file=/srv/orders/main.py line=8\ntraceback.1 file=/srv/orders/main.py line=4",
      "[<FrameSummary file /srv/orders/main.py, line 8 in catch>, <FrameSummary file main.py, line 4 in boom>]",
      "Traceback (most recent call last):\n  File \u{FFFD}[35m\"/srv/orders/main.py\"\u{FFFD}[0m, line \u{FFFD}[35m4\u{FFFD}[0m",
      "  | Traceback (most recent call last):\n  |   File \"/srv/orders/main.py\", line 8, in catch\n"
        + "  |   File \"/srv/orders/main.py\", line 4, in boom",
    ])
  func knowsTracebacks(log: String) {
    #expect(missing(in: log).isEmpty)
  }

  @Test(
    "The place of a log call, a stack that ends there, other files, and frames that only pass on are not a traceback",
    arguments: [
      ("s3cret", false),
      ("ERROR main.py:10 s3cret", false),
      ("main.py:10 begin\nmain.py:11 s3cret", false),
      ("Stack (most recent call last):\n  File \"/srv/orders/main.py\", line 10, in catch", true),
      ("Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 8, in catch", true),
      ("Traceback (most recent call last):\n  File \"/lib/uvicorn/main.py\", line 4, in run", true),
      ("Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 99, in boom", true),
      ("raised at main.py:4", true),
      ("", true),
    ] as [(String, Bool)])
  func knowsOtherPlaces(log: String, hasNoText: Bool) {
    #expect(missing(in: log) == (hasNoText ? [.traceback, .description] : [.traceback]))
  }

  /// The processor time that this thread has used, in seconds.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // Regression: some regular expressions needed minutes for logs like these. All of them take 9 s on a quick machine.
  @Test("A log of any content is read in a moment")
  func isQuick() {
    let start = Self.processorTime()
    let pieces = ["a/", "main.py\" ", "\"lineno\": 12 ", "line", "main.py:", "\u{FFFD}[", "\\/", "lineno = ' ", ".py"]
    for piece in pieces {
      let log = "s3cret traceback " + String(repeating: piece, count: 130_000 / piece.utf8.count)
      #expect(missing(in: log) == [.traceback])
      #expect(missing(in: log, reader: SwiftFaultLog(), ids: []) == [.place])
    }
    let used = Self.processorTime() - start
    #expect(used < 60, "\(used) s of processor time")
  }

  @Test("A Swift log line needs the error's text, the request's id and a place, all in one")
  func needsOneLine() {
    #expect(missing(in: "ERROR: s3cret (route at Module/main.swift:12, request id-1)", reader: SwiftFaultLog()) == [])
    #expect(
      missing(in: #"{"line":12,"error":"s3cret","request":"id-1","file":"main.swift"}"#, reader: SwiftFaultLog()) == [])
    #expect(missing(in: "s3cret (route at Module/main.swift:12)", reader: SwiftFaultLog()) == [.requestID])
    #expect(missing(in: "s3cret (route at Module/main.swift:12)", reader: SwiftFaultLog(), ids: []) == [])
    #expect(missing(in: "id-1: s3cret", reader: SwiftFaultLog()) == [.place])
    #expect(missing(in: "id-2: s3cret at a.swift:1", reader: SwiftFaultLog(), ids: ["id-1", "id-2"]) == [])
    #expect(
      missing(in: "id-1 at main.swift:12\ns3cret", reader: SwiftFaultLog()) == [.requestID, .place],
      "parts of other lines do not add up")
    #expect(missing(in: "id-1 failed at main.swift:12", reader: SwiftFaultLog()) == [.description, .requestID, .place])
  }

  @Test("What stands in other lines of a Swift log is said to stand there")
  func findsOtherLines() {
    let fault = LoggedFault(secret: "s3cret", ids: ["id-1"], sources: SourceFiles(["/srv/main.swift": Self.module]))
    func gap(_ log: String) -> FaultLogGap {
      let reader = SwiftFaultLog()
      return reader.gap(reader.missing(in: log, of: fault), in: log, of: fault)
    }
    let spread = gap("fault in id-1\n  s3cret\n  at main.swift:2")
    #expect(
      spread.found
        == "a line with the error's description, but the request's ID and the route's file and line in other lines")
    #expect(spread.next.hasPrefix("Put all of it into one line"))
    #expect(gap("id-1 began\ns3cret").found.hasSuffix("but without the request's ID and the route's file and line"))
  }

  private static let routes = """
    from fastapi import Depends, FastAPI
    app = FastAPI()

    def guard(request):
        \"\"\"Catches what "/boom" raises.\"\"\"
        try:
            raise RuntimeError("internal") from None
        except RuntimeError:
            logger.exception("failed")

    @app.get(
        "/boom",
        tags=["a"],
    )
    @audited
    async def boom(
        token: str = Depends(check),
    ):
        # nothing
        return charge(token)

    def check():
        raise KeyError(secret)

    def charge(token):
        raise RuntimeError(secret)

    @app.get("/ok")
    def ok():
        raise ValueError
    """

  @Test("A traceback leads to the route, or to code that it uses; where its path is not plain, any own code will do")
  func followsTheRoute() {
    func isLogged(_ line: Int, path: String = "/boom", code: String = Self.routes) -> Bool {
      let sources = SourceFiles(["/srv/main.py": code])
      return FastAPIFaultLog().missing(
        in: "Traceback (most recent call last):\n  File \"/srv/main.py\", line \(line), in x\nError: s3cret",
        of: LoggedFault(secret: "s3cret", ids: [], sources: sources, path: path)
      ).isEmpty
    }
    for line in [20, 16, 23, 26] { #expect(isLogged(line), "\(line)") }
    for line in [7, 30] { #expect(!isLogged(line), "\(line)") }
    #expect(isLogged(30, path: "/elsewhere"))
    #expect(isLogged(30, code: Self.routes + "\nrouter = APIRouter(prefix=\"/boom\")\n"))
    #expect(!isLogged(30, code: Self.routes + "\nif path == \"/boom\":\n    pass\n"))
    let added =
      "def boom():\n    raise KeyError(secret)\ndef other():\n    raise KeyError\napp.add_api_route('/boom', boom)\n"
    #expect(isLogged(2, code: added))
    #expect(!isLogged(4, code: added))
  }

  @Test("What is said of a FastAPI log without a traceback names the line that is there")
  func saysWhatIsThere() {
    let access = "INFO: 1 - \"GET /boom HTTP/1.1\" 500 Internal Server Error"
    let fault = LoggedFault(secret: "s3cret", ids: [], sources: SourceFiles(["/srv/orders/main.py": Self.module]))
    func found(_ log: String) -> String {
      let reader = FastAPIFaultLog()
      return reader.gap(reader.missing(in: log, of: fault), in: log, of: fault).found
    }
    #expect(found(access) == "nothing about the exception")
    #expect(
      found("\(access)\nunhandled error") == "the line \"unhandled error\", but no traceback that leads to the route")
    #expect(
      found("unhandled error in /boom\nNoneType: None")
        == "\"unhandled error in /boom\" and \"NoneType: None\" instead of its traceback")
    #expect(found("error: s3cret").hasPrefix("the exception's message but no traceback of it"))
  }
}

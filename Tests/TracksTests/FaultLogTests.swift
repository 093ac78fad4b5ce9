import Testing
import Tracks

struct SourceFilesTests {
  @Test("A line is found by its file's path or the end of it, in every file of that name")
  func findsLines() {
    let files = SourceFiles(["/srv/a/views.py": "one\ntwo", "/srv/b/views.py": "eins"])
    #expect(files.lines(2, of: "/srv/a/views.py") == ["two"])
    #expect(files.lines(1, of: "b/views.py") == ["eins"])
    #expect(Set(files.lines(1, of: "views.py")) == ["one", "eins"])
    for (number, path) in [(3, "/srv/a/views.py"), (0, "views.py"), (1, "/lib/views.py"), (1, "iews.py")] {
      #expect(files.lines(number, of: path) == [])
    }
  }
}

/// What counts as a logged error.
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
      of: LoggedFault(secret: "s3cret", ids: ids, sources: SourceFiles(["/srv/orders/main.py": Self.module])))
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

  @Test("What is said of a FastAPI log without a traceback names the line that is there")
  func saysWhatIsThere() {
    let access = "INFO: 1 - \"GET /boom HTTP/1.1\" 500 Internal Server Error"
    let fault = LoggedFault(secret: "s3cret", ids: [], sources: SourceFiles(["/srv/orders/main.py": Self.module]))
    func found(_ log: String) -> String {
      let reader = FastAPIFaultLog()
      return reader.gap(reader.missing(in: log, of: fault), in: log, of: fault).found
    }
    #expect(found(access) == "nothing about the exception")
    #expect(found("\(access)\nunhandled error") == "the line \"unhandled error\", but no traceback of the exception")
    #expect(
      found("unhandled error in /boom\nNoneType: None")
        == "\"unhandled error in /boom\" and \"NoneType: None\" instead of its traceback")
    #expect(found("error: s3cret").hasPrefix("the exception's message but no traceback of it"))
  }
}

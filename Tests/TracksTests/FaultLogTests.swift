import Base
import Files
import Foundation
import ModuleRuntime
import Testing
import Tracks

/// Finding a module's own lines by what a log says.
@Suite(.timeLimit(.minutes(10)))
final class SourceFilesTests {
  private let folder = Path.absolute(FileManager.default.temporaryDirectory.path + "/source-files-\(UUID().uuidString)")

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func files(_ files: [String: String]) -> SourceFiles {
    SourceFiles(files.mapValues { Data($0.utf8) })
  }

  @Test("A line is found by its file's path or the end of it, in every file of that name")
  func findsLines() {
    let files = Self.files(["/srv/a/views.py": "one\ntwo", "/srv/b/views.py": "eins"])
    #expect(files.lines(2, at: "File \"/srv/a/views.py") == ["two"])
    #expect(files.lines(1, at: "in b/views.py") == ["eins"])
    #expect(files.lines(1, at: "file:///srv/b/views.py") == ["eins"])
    #expect(Set(files.lines(1, at: "views.py")) == ["one", "eins"])
    for (number, log) in [
      (3, "/srv/a/views.py"), (0, "views.py"), (1, "/lib/views.py"), (1, "iews.py"), (1, "reviews.py"),
      (1, "/x/srv/b/views.py"), (1, "ab/views.py"), (1, "../views.py"),
    ] {
      #expect(files.lines(number, at: log[...]) == [], "\(log)")
    }
  }

  @Test("Lines end with LF, CR, or both, and are text in any encoding", arguments: ["\n", "\r", "\r\n"])
  func splitsLines(end: String) {
    let text = ["first", "", "third", ""].joined(separator: end).utf8
    let files = SourceFiles(["/srv/main.py": Data([0xe9]) + Data(text)])
    #expect((1...5).map { files.lines($0, at: "main.py") } == [["\u{fffd}first"], [""], ["third"], [""], []])
  }

  @Test("Hidden files and folders are left out, and the nearest of a thousand files are read")
  func readsFolders() throws {
    try Folder.make(folder + "/.venv")
    try Folder.make(folder + "/a/b")
    for name in ["main.py", ".main.py", ".venv/hidden.py", "a/b/deep.py"] { try put(name) }
    #expect(mkfifo(folder + "/pipe.py", 0o600) == 0)
    #expect(symlink(folder, folder + "/loop") == 0)
    let files = SourceFiles(of: try ModuleSource(folder, layout: .fastapi))
    #expect(files.lines(1, at: "a/b/deep.py") == ["text of a/b/deep.py"])
    #expect(files.lines(1, at: "main.py") == ["text of main.py"])
    #expect(files.lines(1, at: "hidden.py") == [] && files.lines(1, at: ".main.py") == [])
    for number in 1...1_000 { try put("a/\(number).txt") }
    let nearest = SourceFiles(of: try ModuleSource(folder, layout: .fastapi))
    #expect(nearest.lines(1, at: "main.py") == ["text of main.py"])
    #expect(nearest.lines(1, at: "deep.py") == [])
  }

  private func put(_ name: String) throws {
    try Data("text of \(name)".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }
}

/// How a path is written in a log.
@Suite(.timeLimit(.minutes(10)))
struct PlainSpellingTests {
  private static let paths = [
    "/tmp/my module/main.py", "/tmp/prüfung 🙂/main.py", "/tmp/it's \"quoted\"/main.py", "/tmp/a\\b\\n/main.py",
    "/tmp/100%25/main.py", "/tmp/a\tb\nc/main.py", "/tmp/[1](2){3}*?;$&/fix.v2.py", "/tmp/x/a b (1).py",
    "/tmp/-x/-fix.py",
  ]

  /// As JSON, Python, and URLs write it, and as it is.
  private static func spellings(_ path: String) throws -> [String] {
    let json = try String(decoding: JSONEncoder().encode(path), as: UTF8.self).dropFirst().dropLast()
    let ascii = path.utf16.map { unit in
      (32..<127).contains(unit) && unit != 0x22 && unit != 0x5c
        ? String(decoding: [unit], as: UTF16.self) : "\\u" + ("000" + String(unit, radix: 16)).suffix(4)
    }
    let percents = path.utf8.map { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
        ? String(UnicodeScalar(byte)) : "%" + ("0" + String(byte, radix: 16, uppercase: true)).suffix(2)
    }
    let inJSON = String(json).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return [path, String(json), ascii.joined(), "file://" + percents.joined(), inJSON]
  }

  @Test("A path is found in every spelling, and the place in it", arguments: paths)
  func findsPaths(path: String) throws {
    let sources = SourceFiles([path: Data("import os\nraise RuntimeError(secret)\n".utf8)])
    for spelling in try Self.spellings(path) {
      for log in [
        "Traceback\n  File \"\(spelling)\", line 2, in boom", "stack: \(spelling):2",
        "frames: {\"file\": \"\(spelling)\", \"line\": 2}",
      ] {
        let missing = FastAPIFaultLog().missing(
          in: log.harmless, of: LoggedFault(secret: "s3cret", ids: [], sources: sources))
        #expect(missing == [], "\(log)")
      }
    }
  }

  @Test("The same name in another folder is another file", arguments: paths)
  func tellsApart(path: String) throws {
    let sources = SourceFiles([path: Data("import os\nraise RuntimeError(secret)\n".utf8)])
    let log = "Traceback\n  File \"/usr/lib/\(Path.name(path))\", line 2, in boom"
    let missing = FastAPIFaultLog().missing(in: log, of: LoggedFault(secret: "s3cret", ids: [], sources: sources))
    #expect(missing == [.traceback, .description])
  }

  @Test("Bytes that are not UTF-8 are found as Python writes them, and as a reader of UTF-8 sees them")
  func findsBytes() {
    let path = String(keeping: Array("/tmp/caf".utf8) + [0xe9, 0xff] + Array("/main.py".utf8))
    let sources = SourceFiles([path: Data("raise RuntimeError".utf8)])
    for spelling in [
      "/tmp/caf\\udce9\\udcff/main.py", "/tmp/caf\u{fffd}\u{fffd}/main.py", "file:///tmp/caf%E9%FF/main.py",
    ] {
      let log = "Traceback\n  File \"\(spelling)\", line 1, in boom"
      let fault = LoggedFault(secret: "s3cret", ids: [], sources: sources)
      #expect(FastAPIFaultLog().missing(in: log, of: fault) == [], "\(log)")
    }
  }
}

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

  // Regression: some regular expressions needed minutes for logs like these.
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

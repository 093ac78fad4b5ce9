import Testing
import Tracks

/// Which exceptions a log tells of.
@Suite(.timeLimit(.minutes(10)))
struct RaisedExceptionTests {
  private static let sources = SourceFiles([
    "/srv/orders/main.py": "import x\n\ndef me():\n    user = find(token.split()[1])\n    return user\n"
  ])

  private func python(_ log: String) -> [RaisedException] { FastAPIFaultLog().exceptions(in: log, Self.sources) }
  private func swift(_ log: String) -> [RaisedException] { SwiftFaultLog().exceptions(in: log, Self.sources) }

  private static let traceback = """
    INFO:     127.0.0.1:1 - "GET /me HTTP/1.1" 500 Internal Server Error
    ERROR:    Exception in ASGI application
    Traceback (most recent call last):
      File "/lib/starlette/routing.py", line 10, in app
        await response(scope, receive, send)
      File "/lib/starlette/other.py", line 20, in app
        return await f()
      File "/srv/orders/main.py", line 4, in me
        user = find(token.split()[1])
                    ~~~~~~~~~~~~~^^^
      File "/lib/find.py", line 3, in find
        raise
    IndexError: list index out of range
    INFO:     127.0.0.1:1 - "GET /ping HTTP/1.1" 200 OK
    """

  @Test("A traceback's last place in the module, its type and its message are found, and foreign frames left out")
  func readsTracebacks() throws {
    let raised = try #require(python(Self.traceback).first)
    #expect(python(Self.traceback).count == 1)
    #expect(raised.place == .init(file: "main.py", line: 4))
    #expect(raised.sentence == "main.py:4 raised IndexError: list index out of range.")
    #expect(
      raised.lines == [
        "ERROR:    Exception in ASGI application", "Traceback (most recent call last):", "  …",
        "  File \"/srv/orders/main.py\", line 4, in me", "    user = find(token.split()[1])",
        "                ~~~~~~~~~~~~~^^^", "  …", "IndexError: list index out of range",
      ])
  }

  @Test("In a JSON log it is found too, with quotes in its message")
  func readsJSON() {
    let log =
      #"{"level": "ERROR", "exception": "Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 4, in me\n    x\nKeyError: 'order'", "id": 7}"#
    #expect(python(log).map(\.sentence) == ["main.py:4 raised KeyError: 'order'."])
  }

  @Test("Of a chain the last one counts, or the one from the module")
  func readsChains() {
    let own = "Traceback (most recent call last):\n  File \"/srv/orders/main.py\", line 4, in me\nKeyError: 1\n"
    let foreign = "Traceback (most recent call last):\n  File \"/lib/a.py\", line 4, in me\nOSError: 2\n"
    let link = "\nDuring handling of the above exception, another exception occurred:\n\n"
    #expect(python(own + link + own.replacing("KeyError: 1", with: "ValueError")).map(\.type) == ["ValueError"])
    #expect(python(own + link + foreign).map(\.type) == ["KeyError"])
    #expect(python(foreign + link + own).map(\.type) == ["KeyError"])
    #expect(python(own + foreign).map(\.type) == ["KeyError", "OSError"])
  }

  @Test("An exception within a group is found, and the group is not")
  func readsGroups() {
    let log = """
        + Exception Group Traceback (most recent call last):
        |   File "/lib/a.py", line 1, in x
        |     x
        | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
        +-+---------------- 1 ----------------
          | Traceback (most recent call last):
          |   File "/srv/orders/main.py", line 4, in me
          |     x
          | TypeError: no
          +------------------------------------
      """
    #expect(python(log).map(\.sentence) == ["main.py:4 raised TypeError: no."])
  }

  @Test("Without a place in the module there is nothing to say; a long message is cut")
  func saysSentences() {
    #expect(
      python("Traceback (most recent call last):\n  File \"/lib/a.py\", line 4, in me\nOSError: 2").map(\.sentence) == [
        nil
      ])
    let long = RaisedException(
      place: .init(file: "a.py", line: 1), type: "E", message: String(repeating: "x", count: 500) + "\nmore")
    #expect(long.sentence == "a.py:1 raised E: \(String(repeating: "x", count: 160))…")
    #expect(RaisedException(place: .init(file: "a.py", line: 1), type: "E", message: "").sentence == "a.py:1 raised E.")
  }

  @Test("LessonKit's line has the route and the error's text, also when the module logs it in its own words")
  func readsRoutes() {
    for log in [
      "ERROR:    Exception in GET /me: the database is locked (route at Module/main.swift:31, request 7-a)",
      "ERROR:    the database is locked (route at Module/main.swift:31)",
    ] {
      #expect(
        swift(log).map(\.sentence) == ["The route at main.swift:31 threw an error: the database is locked."], "\(log)")
    }
    #expect(swift("ERROR:    the database is locked").isEmpty)
  }
}

/// Which lines a Swift module's log may name as the route's.
@Suite(.timeLimit(.minutes(10)))
struct RouteSourceTests {
  private static let code = """
    import LessonKit
    struct Boom: Error {
      let description = "the reactor (\\(name)) is \\"open\\" // {"
    }
    func explode() throws -> Response {
      throw Boom()
    }
    func log(_ error: any Error, line: Int = #line) {
      Log.error("\\(error)")
    }
    let app = App()
    app.use { request, next in
      do { return try await next(request) } catch {
        log(error)
      }
    }
    app.get(
      "/boom"
    ) { request in
      // }
      try explode()
    }
    app.get("/ok") { _ in .json([:]) }
    """

  private func isComplete(_ place: String, route: Int? = 17, file: String = "main.swift") -> Bool {
    let account = FaultAccount(route: route.map { .init(file: "main.swift", line: $0) })
    let sources = SourceFiles(["/srv/\(file)": Self.code])
    return SwiftFaultLog().missing(
      in: "s3cret id-1 at \(place)",
      of: LoggedFault(secret: "s3cret", ids: ["id-1"], sources: sources, account: account)
    ).isEmpty
  }

  @Test(
    "Where the route is added, its code, and what that uses, are the route's", arguments: [17, 18, 21, 22, 5, 6, 2, 3])
  func knowsItsLines(line: Int) {
    #expect(isComplete("Module/main.swift:\(line)"))
    #expect(isComplete("/srv/main.swift:\(line)"))
  }

  @Test(
    "The middleware, the log's own function, another route and other lines are not",
    arguments: [1, 8, 9, 12, 14, 23, 99])
  func knowsOtherLines(line: Int) {
    #expect(!isComplete("Module/main.swift:\(line)"))
    #expect(!isComplete("Module/other.swift:17"))
  }

  @Test("The recorded place is right even if no file can be read, and any is when nothing was recorded")
  func isLenient() {
    #expect(isComplete("main.swift:17", file: "elsewhere.swift"))
    #expect(isComplete("main.swift:14", route: nil))
  }

  @Test("A description without its secret is recognized by the rest of it")
  func knowsMaskedDescriptions() {
    let account = FaultAccount(
      route: .init(file: "main.swift", line: 17),
      raised: [RaisedException(place: nil, type: "Boom", message: "the reactor is open: s3cret, close it")])
    func missing(_ log: String) -> Set<FaultLogPart> {
      SwiftFaultLog().missing(
        in: log,
        of: LoggedFault(
          secret: "s3cret", ids: ["id-1"], sources: SourceFiles([:] as [String: String]), account: account))
    }
    #expect(missing("id-1 main.swift:17 the reactor is open: ***, close it") == [])
    #expect(missing("id-1 main.swift:17 the reactor is shut: ***, close it") == [.description, .requestID, .place])
  }

  @Test("What is said of a log without it all names the place that it has, or the line that lacks the description")
  func saysWhatIsThere() {
    let account = FaultAccount(route: .init(file: "main.swift", line: 17))
    let fault = LoggedFault(
      secret: "s3cret", ids: ["id-1"], sources: SourceFiles(["/main.swift": Self.code]), account: account)
    func found(_ log: String) -> String {
      let reader = SwiftFaultLog()
      return reader.gap(reader.missing(in: log, of: fault), in: log, of: fault).found
    }
    #expect(
      found("s3cret id-1 at main.swift:14").hasSuffix(
        ": main.swift:14 is not in the route, which begins at main.swift:17"))
    #expect(found("INFO: 1 - \"GET /boom HTTP/1.1\" 500") == "nothing about the exception")
    #expect(found("ERROR: it failed") == "the line \"ERROR: it failed\", which lacks the error's description")
  }
}

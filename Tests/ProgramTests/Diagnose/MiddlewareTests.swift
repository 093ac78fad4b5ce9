import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

/// Lesson 5's modules under `diagnose`.
@Suite("diagnose 05", .timeLimit(.minutes(30)))
struct DiagnoseMiddlewareTests {
  struct Trace: Decodable {
    struct Content: Decodable {
      let requests: [Way]
    }

    struct Way: Decodable {
      struct Request: Decodable {
        let status: Int?
      }

      let request: Request
      let steps: [Step]
    }

    struct Step: Decodable {
      struct Layer: Decodable {
        let name: String
        let kind: String
      }

      let layer: Layer
      let status: Int?
      let raised: String?
    }

    let middleware: Content
  }

  private static let modules: [ShippedModule] = {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    return (try? pack.lesson("05").modules) ?? []
  }()

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func diagnose(_ arguments: [String]) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(["diagnose", "05"] + arguments)
    try expectNothingLeft(sandbox)
    return outcome
  }

  @Test("shows every request's way through each shipped module", arguments: modules)
  func followsRequests(module: ShippedModule) async throws {
    let outcome = try await diagnose(["--json", "--track", module.track.rawValue, "--module", module.path])
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let ways = try outcome.decode(Trace.self).middleware.requests
    #expect(ways.count == 7)
    for way in ways {
      #expect(!way.steps.isEmpty, "\(module.path)")
      // What the outermost layer let out is what the caller got.
      if let status = way.steps.first?.status, way.request.status != nil {
        #expect(status == way.request.status, "\(module.path)")
      }
    }
  }

  @Test(
    "says where the broken modules lose a request",
    arguments: [
      ("fastapi", "custom_middleware (main.py:26) did not pass the request on: nothing inside of it was entered."),
      ("swift", "middleware (main.swift:13) answered 500, though the exception says 418."),
    ])
  func showsBroken(track: String, sentence: String) async throws {
    let outcome = try await diagnose(["--track", track])
    #expect(outcome.exit == 0)
    #expect(outcome.sentences.contains(sentence), "\(outcome.output)")
    #expect(outcome.sentences.contains("X-Request-ID is missing"), "\(outcome.output)")
  }

  @Test("finds layers around the app, in mounted apps, and made by functions")
  func findsLayers() async throws {
    let module = try sandbox.module(
      "fastapi",
      """
      from fastapi import FastAPI, Request
      from starlette.responses import JSONResponse

      inner = FastAPI()

      @inner.middleware("http")
      async def tag(request: Request, call_next):
          response = await call_next(request)
          response.headers["X-Tag"] = "1"
          return response

      @inner.exception_handler(KeyError)
      async def on_key(request, error):
          return JSONResponse({"detail": "no such key"}, 404)

      @inner.get("/key")
      async def key():
          raise KeyError("x")

      outer = FastAPI()
      outer.mount("/inner", inner)

      def wrap(app):
          async def wrapped(scope, receive, send):
              await app(scope, receive, send)
          return wrapped

      class Keeper:
          __slots__ = ("kept",)
          def __init__(self, app):
              self.kept = app
          async def __call__(self, scope, receive, send):
              await self.kept(scope, receive, send)

      app = Keeper(wrap(outer))
      """)
    let outcome = try await diagnose(["--track", "fastapi", "--module", module, "--request", "/inner/key"])
    #expect(outcome.exit == 0, "\(outcome.errors)")
    for words in [
      "GET /inner/key: 404", "Keeper (main.py:28)", "wrap.wrapped (main.py:24)", "tag (main.py:7) 404; set x-tag",
      "KeyError left key, from main.py:18. on_key (main.py:13) made 404 of it.",
    ] {
      #expect(outcome.sentences.contains(words), "\(words):\n\(outcome.output)")
    }
  }

  @Test("--write-test writes a test that passes on a fix, whatever its file is called, and fails on the broken module")
  func writesTest() async throws {
    let fix = try sandbox.copy("Solutions/05-middleware/fastapi/pure-asgi/main.py")
    let named = try sandbox.write(String(contentsOfFile: fix, encoding: .utf8), to: "fix/my fix.v2.py")
    let broken = try sandbox.copy("Lessons/05-middleware/fastapi/main.py")
    for (module, passes) in [(named, true), (broken, false)] {
      let outcome = try await diagnose(["--track", "fastapi", "--module", module, "--write-test"])
      #expect(outcome.exit == 0, "\(outcome.errors)")
      let line = try #require(outcome.output.split(separator: "\n").last.map(String.init))
      let run = try await Tool.system("bash").run(["-c", "cd \(ShellWord.quoted(sandbox.path)) && \(line)"])
      #expect((run.status == 0) == passes, "\(run.output)\(run.errors)")
      #expect(run.output.contains(passes ? " passed in " : " failed, "), "\(run.output)")
      // A second time it says that the file is there.
      let again = try await diagnose(["--track", "fastapi", "--module", module, "--write-test"])
      #expect(again.sentences.contains("is there already, and is the same as pitfall's."), "\(again.output)")
    }
  }

  @Test("--write-test overwrites nothing, and says where there is no test")
  func refusesToWrite() async throws {
    let folder = try sandbox.module("fastapi", "x = 1\n")
    try sandbox.write("mine\n", to: "module/test_middleware.py")
    let taken = try await diagnose(["--track", "fastapi", "--module", folder, "--write-test"])
    #expect(taken.exit == 64)
    #expect(taken.errors.contains("exists and is not pitfall's, so it stays as it is."), "\(taken.errors)")
    #expect(try String(contentsOfFile: folder + "/test_middleware.py", encoding: .utf8) == "mine\n")
    let swift = try await diagnose(["--track", "swift", "--write-test"])
    #expect(swift.exit == 64)
    #expect(swift.errors.contains("--write-test is for FastAPI"), "\(swift.errors)")
    let original = try await diagnose(["--track", "fastapi", "--write-test"])
    #expect(original.exit == 64)
    #expect(original.errors.contains("You have no copy of this module yet"), "\(original.errors)")
    let other = try await Pitfall(sandbox).run(["diagnose", "02", "--track", "fastapi", "--write-test"])
    #expect(other.exit == 64)
    #expect(other.errors.contains("There is no ready test for 02-dependencies."), "\(other.errors)")
    let both = try await diagnose(["--track", "fastapi", "--write-test", "--json"])
    #expect(both.exit == 64)
  }
}

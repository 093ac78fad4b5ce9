import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

/// Lesson 2's modules under `diagnose`.
@Suite("diagnose 02", .timeLimit(.minutes(30)))
struct DiagnoseDependenciesTests {
  struct Trace: Decodable {
    struct Content: Decodable {
      let requests: [Run]
    }

    struct Run: Decodable {
      struct Request: Decodable {
        let request: String
        let status: Int?
      }

      let request: Request
      let calls: [Call]
      let endpoint: Call?
    }

    struct Call: Decodable {
      struct Outcome: Decodable {
        let kind: String
        let returned: String?
        let isNull: Bool?

        private enum CodingKeys: String, CodingKey {
          case kind, returned
          case isNull = "is_null"
        }
      }

      let name: String
      let outcome: Outcome
    }

    let dependencies: Content
  }

  private static let modules: [ShippedModule] = {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    return (try? pack.lesson("02").modules) ?? []
  }()
  /// One decoy crashes by its nature.
  private static let living = modules.filter { !$0.path.hasSuffix("/forced") }

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func trace(_ track: String, _ path: String, _ options: [String] = []) async throws -> Trace {
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "02", "--json", "--track", track, "--module", path] + options)
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  @Test("shows what each shipped module's route does, whatever the module is like", arguments: living)
  func looksInside(module: ShippedModule) async throws {
    let runs = try await trace(module.track.rawValue, module.path).dependencies.requests
    #expect(
      runs.map(\.request.request) == Array(repeating: "GET /dep", count: 3) + Array(repeating: "GET /me", count: 3))
    for run in runs {
      #expect(run.request.status != nil, "\(module.path)")
      // A dependency, the route, or both said something, unless a middleware answered.
      #expect(!run.calls.isEmpty || run.endpoint != nil || module.path.hasSuffix("asgi-middleware"), "\(module.path)")
    }
  }

  @Test("shows the null that the broken modules' routes go on with", arguments: ["swift", "fastapi"])
  func showsNull(track: String) async throws {
    let runs = try await trace(track, "\(Products.project)/Lessons/02-dependencies/\(track)").dependencies.requests
    func nulls(_ run: Trace.Run) -> [String] { run.calls.filter { $0.outcome.isNull == true }.map(\.name) }
    let (tenant, user) = track == "swift" ? ("tenantName", "currentUser") : ("tenant_name", "current_user")
    #expect(nulls(runs[0]) == [tenant])
    #expect(nulls(runs[3]).isEmpty)
    #expect(nulls(runs[4]) == [user])
    #expect(runs[4].request.status == 200)
  }

  @Test("takes any app and request, and shows no secret")
  func takesRequest() async throws {
    let module = try sandbox.module(
      "fastapi",
      """
      import functools, os
      from fastapi import APIRouter, Depends, FastAPI, Header

      class Loud:
          def __init__(self):
              self.password = "hunter2hunter2"
              self.key = os.environ["PLANTED_SECRET"]
          def __repr__(self):
              raise SystemExit(3)

      def part(scale, x_scale: int = Header()):
          return scale * x_scale

      def loud():
          yield Loud()

      router = APIRouter(prefix="/v1", dependencies=[Depends(loud)])

      @router.get("/scaled")
      def scaled(value=Depends(functools.partial(part, 3))):
          return value

      app = FastAPI()
      app.include_router(router)
      app.dependency_overrides[lambda: 0] = loud
      """)
    let options = ["--request", "/v1/scaled", "--header", "X-Scale: 7"]
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "02", "--track", "fastapi", "--module", module] + options)
    #expect(outcome.exit == 0, "\(outcome.errors)")
    #expect(outcome.sentences.contains("1. loud (main.py:14) yielded Loud(password="), "\(outcome.output)")
    #expect(outcome.sentences.contains("2. partial(part) (main.py:11) returned 21"), "\(outcome.output)")
    #expect(!outcome.output.contains("hunter2"))
    try expectNothingLeft(sandbox)
  }
}

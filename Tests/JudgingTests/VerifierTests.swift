import Checks
import Judging
import Lessons
import ModuleRuntime
import TestSupport
import Testing
import Tracks

/// What a verifier rejects before it starts anything.
@Suite(.timeLimit(.minutes(10)))
struct VerifierTests {
  private let installation = Installation(products: "/nowhere", home: "/nowhere")

  private func verifier(_ checks: [Check], only: String? = nil) throws -> Verifier {
    try Verifier(.forTests(checks: checks), track: .swift, only: only, installation: installation)
  }

  private func contract(_ id: String = "a", during: [String] = []) throws -> Check {
    .forTests(id, during: during, parameters: try ManifestNode(yaml: "{requests: []}"))
  }

  @Test("A check that the lesson does not have is rejected")
  func knowsItsChecks() throws {
    let check = try contract()
    #expect(throws: VerifierError.noCheck("b", lesson: "07-sample", known: ["a"])) { try verifier([check], only: "b") }
  }

  @Test("A kind that does not exist, one without checks to watch, and one that cannot watch are rejected")
  func knowsItsKinds() throws {
    for (check, message) in [
      (
        Check.forTests("a", probe: "contact"),
        "there is no check 'contact'; there are \(CheckRegistry.all.map { $0.name }.sorted().joined(separator: ", "))"
      ),
      (.forTests("a", probe: "loop"), "the loop check watches other checks: name them in 'during'"),
      (try contract(during: ["b"]), "the contract check sends requests of its own: leave out 'during'"),
    ] {
      let error = #expect(throws: ManifestError.self) { try verifier([check]) }
      #expect(error?.message == message)
      #expect(error?.place.line == 9)
    }
  }

  @Test(
    "Parameters that a check does not know are rejected",
    arguments: [
      ("order", "{}", "the order check needs 'get'"),
      ("order", "{get: /a, wait_ms: 5}", "'wait_ms' must be between 50 and 2000, but is 5"),
      ("contract", "{requests: [{get: /a}]}", "a request needs 'body'"),
      ("contract", "{requets: [{get: /a}]}", "the contract check has no key 'requets'; do you mean 'requests'?"),
      ("contract", "{requests: [{post: /a, body: {}}]}", "a request needs 'get'"),
      ("contract", "{requests: [{get: /a, body: x}]}", "'body' must name the fields of the response"),
      (
        "rendezvous", "{get: /a, calls: /b, body: {}, flight: 3}", "the rendezvous check has no key 'flight'; it knows "
      ),
    ])
  func knowsParameters(probe: String, parameters: String, message: String) throws {
    let check = Check.forTests("a", probe: probe, parameters: try ManifestNode(yaml: parameters))
    let error = #expect(throws: ManifestError.self) { try verifier([check]) }
    #expect(error?.message.hasPrefix(message) == true)
  }
}

import TestSupport

/// The checkout's own FastAPI environment: the first test that needs it has it created, over the network.
enum SharedEnvironment {
  private static let making = Task {
    let sandbox = try Sandbox()
    var pitfall = Pitfall(sandbox)
    pitfall.deadline = .seconds(600)
    // A module that exits immediately, because only the environment is needed.
    let module = try sandbox.module("fastapi", "raise SystemExit(0)\n")
    let made = try await pitfall.run(
      try Products.path("pitfall"), ["verify", "01", "--track", "fastapi", "--module", module])
    guard made.exit == 1 else { throw Unexpected("The FastAPI environment could not be made:\n\(made.errors)") }
  }

  static func isMade() async throws {
    try await making.value
  }
}

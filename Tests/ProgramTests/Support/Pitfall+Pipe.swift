import Foundation
import Testing

extension Pitfall {
  /// Passes it commands on standard input; it waits for its turn only when some of them are `judging`.
  func pipe(_ input: [UInt8], judging: Bool = false, options: String = "") async throws -> Outcome {
    try sandbox.write(Data(input), to: "input")
    var pitfall = self
    pitfall.isIdle = !judging
    let outcome = try await pitfall.shell("\"$pitfall\" \(options) < input")
    #expect(!outcome.isCrash, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return outcome
  }
}

/// The result of a check, or of a whole run.
package enum Verdict: String, Sendable, Codable {
  case pass
  case fail
  /// This machine was too busy, as pitfall's own control or the kernel shows, so nothing can be said about the module.
  case inconclusive
}

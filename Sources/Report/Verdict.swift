/// What a check, or a whole run, comes to.
package enum Verdict: String, Sendable, Codable {
  case pass
  case fail
  /// This machine was too busy, by our own control or by the kernel's word, so nothing can be said of the module.
  case inconclusive
}

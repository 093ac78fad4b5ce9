/// What a check, or a whole run, comes to.
package enum Verdict: String, Sendable, Codable {
  case pass
  case fail
  /// The workbench's own control failed, so nothing can be said of the module.
  case inconclusive
}

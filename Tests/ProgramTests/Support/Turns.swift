import TestSupport

enum Turns {
  /// A few tests judge at a time, and the others wait: a machine full of modules makes every verdict inconclusive.
  static let shared = Gate(2)
}

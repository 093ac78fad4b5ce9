extension Duration {
  /// Rounded to a tenth of a millisecond.
  package var milliseconds: Double { ((self / .milliseconds(1)) * 10).rounded() / 10 }

  /// For example, "352 ms".
  package var inMilliseconds: String { "\(Int((self / .milliseconds(1)).rounded())) ms" }
}

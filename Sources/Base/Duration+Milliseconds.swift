extension Duration {
  /// To a tenth.
  package var milliseconds: Double { ((self / .milliseconds(1)) * 10).rounded() / 10 }

  /// "352 ms"
  package var inMilliseconds: String { "\(Int((self / .milliseconds(1)).rounded())) ms" }
}

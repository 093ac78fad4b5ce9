extension [Double] {
  /// The upper one of two in the middle; nil of nothing.
  package var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}

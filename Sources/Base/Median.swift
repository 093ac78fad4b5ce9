extension [Double] {
  /// The middle element, or the larger of the middle two; nil if empty.
  package var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}

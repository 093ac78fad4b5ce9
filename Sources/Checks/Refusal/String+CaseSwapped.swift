extension String {
  /// Each small letter made a capital, and each capital made small.
  var caseSwapped: String {
    String(map { $0.isUppercase ? Character($0.lowercased()) : Character($0.uppercased()) })
  }
}

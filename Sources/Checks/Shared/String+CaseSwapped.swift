extension String {
  /// Lower-case letters become upper-case, and upper-case ones lower-case.
  var caseSwapped: String {
    String(map { $0.isUppercase ? Character($0.lowercased()) : Character($0.uppercased()) })
  }
}

extension String {
  /// Lower-case letters become upper-case, and upper-case ones lower-case.
  var caseSwapped: String {
    String(map { $0.isUppercase ? Character($0.lowercased()) : Character($0.uppercased()) })
  }

  /// The same text in a URL, with its first byte written as digits.
  var percentEncoded: String {
    utf8.first.map { "%\(String($0, radix: 16))\(String(decoding: utf8.dropFirst(), as: UTF8.self))" } ?? ""
  }
}

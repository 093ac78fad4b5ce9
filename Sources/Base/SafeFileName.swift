/// Names of files after names of submissions: harmless in a shell and a browser, and different for different names.
package enum SafeFileName {
  private static let longest = 60

  package static func of(_ name: String) -> String {
    let safe = String(
      name.unicodeScalars.prefix(longest).map { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
            || scalar == "_" || scalar == ".")
          ? Character(scalar) : "_"
      })
    // A name that looks as if it were made here could be that of another submission's file.
    let looksMade = safe.split(separator: "-").last.map { $0.count > 8 && $0.allSatisfy(\.isHexDigit) } ?? false
    let isPlain = !looksMade && safe == name && !safe.hasPrefix(".") && !safe.hasPrefix("-") && !safe.isEmpty
    guard !isPlain else { return safe }
    let start = safe.drop { $0 == "." || $0 == "-" }
    return "\(start.isEmpty ? "submission" : start)-\(String(StableHash.fnv1a(name.utf8), radix: 16))"
  }
}

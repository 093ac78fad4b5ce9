internal import Base

/// Texts of strangers for documents: without what controls a terminal, reorders a line, or is not allowed in XML.
extension String {
  /// The text with its lines; only its beginning if it is longer than `length` Unicode scalars.
  func documentText(_ length: Int = 100_000) -> String {
    var text = String.UnicodeScalarView()
    // Cut first, because a text can be as long as a stranger likes.
    for scalar in cut(length).harmless.unicodeScalars {
      let isNoncharacter = scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
      // The marks that `harmless` leaves: they are invisible, and change how what follows them is read.
      let isMark = [0x061C, 0x200E, 0x200F, 0xFEFF].contains(scalar.value)
      text.append(isNoncharacter || isMark ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }

  /// With other texts for some scalars, also where one is part of a character: a quote with an accent is a quote to others.
  func replacing(_ others: [Unicode.Scalar: String]) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let other = others[scalar] {
        text.append(contentsOf: other.unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// The beginning of the text, on one line.
  func documentLine(_ length: Int = 500) -> String { documentText(length).excerpt(length) }
}

extension Double {
  /// Such as "1 point" and "2.5 points".
  var inPoints: String { self == 1 ? "1 point" : "\(shortText) points" }

  /// With at most two decimals, such as "7" and "7.25".
  var shortText: String {
    guard isFinite else { return "0" }
    let hundredths = (self * 100).rounded()
    guard abs(hundredths) < 1e15 else { return String(self) }
    if let whole = Int(exactly: hundredths / 100) { return String(whole) }
    let parts = (hundredths.magnitude.truncatingRemainder(dividingBy: 100), hundredths.magnitude / 100)
    let decimals = Int(parts.0)
    let text = decimals % 10 == 0 ? String(decimals / 10) : (decimals < 10 ? "0" : "") + String(decimals)
    return (hundredths < 0 ? "-" : "") + String(Int(parts.1)) + "." + text
  }
}

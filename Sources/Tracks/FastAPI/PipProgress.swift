/// Turns what pip prints into a few short lines for a person who is waiting.
package struct PipProgress {
  private let total: Int
  private var fetched = 0

  package init(total: Int) {
    self.total = total
  }

  /// The line to show for a line of pip's; nil when it says nothing new.
  package mutating func line(for text: String) -> String? {
    let words = text.split(separator: " ")
    if words.first == "Collecting", words.count > 1 {
      fetched += 1
      return "fetching \(min(fetched, total)) of \(total): \(words[1].replacing("==", with: " "))"
    }
    if text.hasPrefix("Installing collected packages") { return "installing \(total) packages" }
    if text.hasPrefix("WARNING: Retrying") { return "the package index does not answer, trying again" }
    return nil
  }
}

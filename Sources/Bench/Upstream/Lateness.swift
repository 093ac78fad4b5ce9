/// How late the upstream's replies are.
package struct Lateness: Sendable {
  package let delay: Duration
  private let lateParts: [Int]
  private var streams = 0

  /// `lateParts` has the part that is late of each stream in turn: 0 is its head, 1 its second chunk. All other parts
  /// come without a pause.
  package init(_ delay: Duration, lateParts: [Int] = [0]) {
    self.delay = delay
    self.lateParts = lateParts
  }

  /// The late part of the next stream.
  mutating func nextLatePart() -> Int {
    defer { streams += 1 }
    return lateParts.isEmpty ? 0 : lateParts[streams % lateParts.count]
  }
}

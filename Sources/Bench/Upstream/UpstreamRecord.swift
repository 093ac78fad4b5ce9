/// The upstream's memory of the calls during one check. Calls keep their numbers, also when they are forgotten.
struct UpstreamRecord {
  /// In bytes, for one body; for the largest that a lesson sends, several times as much as needed.
  static let longestBody = 1 << 20
  /// In bytes, for the targets and bodies of all calls.
  static let most = 16 << 20
  static let mostCalls = 2_000

  private var calls: [UpstreamCall] = []
  private var forgotten = 0
  private var bytes = 0
  /// The first thing that there was too much of.
  private(set) var excess: UpstreamExcess?

  var count: Int { forgotten + calls.count }

  func calls(since mark: Int) -> [UpstreamCall] { Array(calls[max(0, mark - forgotten)...]) }

  /// Nil when there are too many already.
  mutating func add(_ call: UpstreamCall) -> Int? {
    guard calls.count < Self.mostCalls else {
      note(.calls(limit: Self.mostCalls))
      return nil
    }
    calls.append(call)
    return count - 1
  }

  /// Takes room for more bytes of a call; false when there is not enough.
  mutating func take(_ count: Int) -> Bool {
    bytes += count
    guard bytes > Self.most else { return true }
    note(.together(limit: Self.most))
    return false
  }

  mutating func note(_ excess: UpstreamExcess) {
    self.excess = self.excess ?? excess
  }

  /// A call that is forgotten no longer matters.
  mutating func change(_ number: Int, _ change: (inout UpstreamCall) -> Void) {
    if number >= forgotten { change(&calls[number - forgotten]) }
  }

  func sentChunks(of number: Int) -> Int { number >= forgotten ? calls[number - forgotten].sentChunks : 0 }

  /// Begins another check.
  mutating func forget() {
    forgotten = count
    calls = []
    bytes = 0
    excess = nil
  }
}

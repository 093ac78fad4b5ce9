internal import Glibc

extension [UInt8] {
  /// True when all of `wanted` occur in it, in this order and without a gap.
  package func contains(sequence wanted: [UInt8]) -> Bool {
    guard let first = wanted.first else { return true }
    return withUnsafeBytes { all in
      wanted.withUnsafeBytes { wanted in
        guard var rest = all.baseAddress, let pattern = wanted.baseAddress else { return false }
        var count = all.count
        while count >= wanted.count, let start = memchr(rest, Int32(first), count - wanted.count + 1) {
          if memcmp(start, pattern, wanted.count) == 0 { return true }
          count -= UnsafeRawPointer(start) - rest + 1
          rest = UnsafeRawPointer(start) + 1
        }
        return false
      }
    }
  }
}

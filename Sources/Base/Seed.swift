/// What all random values of a run are drawn from.
package enum Seed {
  /// A number that no one could guess, of 53 bits: as many as a number in JSON keeps everywhere.
  package static func random() -> UInt64 {
    .random(in: 0..<1 << 53)
  }
}

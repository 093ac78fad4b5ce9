import Base
import Testing

@Suite(.timeLimit(.minutes(10)))
struct KeyedGeneratorTests {
  private func draw(_ count: Int, _ seed: UInt64, _ purpose: String) -> [UInt64] {
    var generator = KeyedGenerator(seed: seed, purpose: purpose)
    return (0..<count).map { _ in generator.next() }
  }

  /// As `openssl enc -aes-256-ctr` has them.
  @Test("A seed and a purpose give the same numbers on every machine and with every version")
  func isStable() {
    #expect(draw(2, 7, "database") == [12_788_511_562_881_027_313, 17_495_580_351_028_625_303])
  }

  @Test("Numbers do not repeat, not even after many of them, nor between seeds and purposes")
  func areDifferent() {
    let drawn = draw(10_000, 7, "a") + draw(10_000, 8, "a") + draw(10_000, 7, "b")
    #expect(Set(drawn).count == 30_000)
    // All bits are used.
    #expect(drawn.reduce(0, |) == .max)
    #expect(drawn.reduce(.max, &) == 0)
  }

  @Test("A random seed is kept by whatever reads numbers as floating point")
  func fitsIntoDouble() {
    for _ in 0..<1_000 {
      let seed = Seed.random()
      #expect(UInt64(Double(seed)) == seed)
      #expect(seed < 1 << 53)
    }
  }
}

package import Bench

/// How long the patience check makes a module wait, and how long the module must wait, at a bench's pace.
package struct PatienceWaits: Sendable {
  /// The upstream may take up to 1 s. A client that gives up after exactly 1 s waits long enough, and one that gives up
  /// after 0.9 s does not: a delay between the two tells them apart every time.
  package let delay: Duration
  /// The same for a lock of the database, which may last up to 1.5 s.
  package let lock: Duration
  /// A module that gives up before this time since its request was sent did not wait long enough for the upstream.
  package let upstreamLimit: Duration
  /// The same for a lock.
  package let lockLimit: Duration
  /// A module that gives up so much later than a limit may wait long enough, and have had no processor.
  package let slack: Duration

  package init(_ bench: Bench) {
    self.init(bench.paced)
  }

  /// `paced` scales the waits, for tests.
  package init(_ paced: (Duration) -> Duration = { $0 }) {
    delay = paced(.milliseconds(950))
    lock = paced(.milliseconds(1_450))
    upstreamLimit = paced(.seconds(1))
    lockLimit = paced(.milliseconds(1_500))
    slack = paced(.milliseconds(200))
  }
}

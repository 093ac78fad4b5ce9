package import ModuleRuntime

/// A check in which other processes kept a module from running for longer than any check waits for it.
///
/// All time limits for a module leave out the time in which it had no processor, but none waits without end.
package struct Starvation: Sendable, Equatable {
  /// The shortest of those limits, with its extensions.
  private static let limit = Duration.seconds(3)
  /// Among busy processes a module gets less than this; one that has more is short of processors by its own work.
  private static let mostUse = 0.75

  /// How long it was ready to run and had no processor.
  package let awaited: Duration

  /// Nil unless the module was starved between the two readings.
  package init?(during time: Duration, from earlier: ProcessorTime?, to later: ProcessorTime?) {
    guard let earlier, let later else { return nil }
    let spent = later - earlier
    guard spent.awaited >= Self.limit, spent.used < time * Self.mostUse else { return nil }
    awaited = spent.awaited
  }
}

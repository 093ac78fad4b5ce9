package import Bench
package import ModuleRuntime

extension ResponsiveCheck {
  /// What was seen of the event loop while the database was locked.
  package struct Lock: Sendable {
    /// Why the lock ended early.
    package enum Block: Sendable, Equatable {
      /// The event loop's thread slept for too long at a time.
      case sleep(Stall)
      /// It slept for too long altogether.
      case sleeps
    }

    package var duration: Duration
    /// The pings that were sent after the requests, and answered before the unlock.
    package var pings: Int
    package var block: Block?
    /// The longest sleep of the event loop's thread in a call that ends by itself after a set time.
    package var longestTimedSleep: Duration
    /// The longest one in any other call but its own wait for events.
    package var longestSleep: Duration
    /// All its sleeps together, but those in waits for locks.
    package var asleep: Duration
    /// What the module used, and how long it waited for a processor.
    package var processorTime: ProcessorTime

    package init(
      duration: Duration = .zero, pings: Int = 0, block: Block? = nil, longestTimedSleep: Duration = .zero,
      longestSleep: Duration = .zero, asleep: Duration = .zero,
      processorTime: ProcessorTime = ProcessorTime(used: .zero, awaited: .zero)
    ) {
      self.duration = duration
      self.pings = pings
      self.block = block
      self.longestTimedSleep = longestTimedSleep
      self.longestSleep = longestSleep
      self.asleep = asleep
      self.processorTime = processorTime
    }

    /// Notes the stall that lasts now, and all sleeps so far; `pace` multiplies the limits.
    mutating func note(_ stall: Stall?, asleep: Duration, pace: Double) {
      self.asleep = asleep
      if !ResponsiveCheck.asleepThreshold.allows(asleep.milliseconds / pace) { block = .sleeps }
      guard let stall else { return }
      let isTimed = stall.call?.isTimedSleep == true
      let threshold = isTimed ? ResponsiveCheck.timedSleepThreshold : ResponsiveCheck.sleepThreshold
      if isTimed {
        longestTimedSleep = max(longestTimedSleep, stall.duration)
      } else {
        longestSleep = max(longestSleep, stall.duration)
      }
      if !threshold.allows(stall.duration.milliseconds / pace) { block = .sleep(stall) }
    }
  }
}

package import Bench
package import ModuleRuntime
internal import Report

extension ResponsiveCheck {
  /// What was seen of the event loop while the database was locked.
  package struct Lock: Sendable {
    package var duration: Duration
    /// The pings that were sent after the requests, and answered before the unlock.
    package var pings: Int
    /// The longest sleep of the event loop's thread in a call that ends by itself after a set time.
    package var timedSleep: Stall?
    /// The longest one in any other call but its own wait for events.
    package var sleep: Stall?
    /// All its sleeps together, but those in waits for locks.
    package var asleep: Duration
    /// What the module used, and how long it waited for a processor.
    package var processorTime: ProcessorTime

    package init(
      duration: Duration = .zero, pings: Int = 0, timedSleep: Stall? = nil, sleep: Stall? = nil,
      asleep: Duration = .zero,
      processorTime: ProcessorTime = ProcessorTime(used: .zero, awaited: .zero)
    ) {
      self.duration = duration
      self.pings = pings
      self.timedSleep = timedSleep
      self.sleep = sleep
      self.asleep = asleep
      self.processorTime = processorTime
    }

    mutating func note(_ stall: Stall) {
      if stall.call?.isTimedSleep == true {
        if stall.duration >= timedSleep?.duration ?? .zero { timedSleep = stall }
      } else if stall.duration >= sleep?.duration ?? .zero {
        sleep = stall
      }
    }

    /// The sleep that is too long, if any; `pace` multiplies the limits.
    func block(pace: Double = 1) -> Stall? {
      let found = [(timedSleep, ResponsiveCheck.timedSleepThreshold), (sleep, ResponsiveCheck.sleepThreshold)].first {
        stall, threshold in
        stall.map { !threshold.allows($0.duration.milliseconds / pace) } ?? false
      }
      return found?.0
    }

    func isBlocked(pace: Double) -> Bool {
      block(pace: pace) != nil || !ResponsiveCheck.asleepThreshold.allows(asleep.milliseconds / pace)
    }
  }
}

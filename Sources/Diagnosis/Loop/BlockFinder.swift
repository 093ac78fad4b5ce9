internal import Base
package import ModuleRuntime
package import Tracks

/// Finds the places in the code at which an event loop slept or computed, from the kernel's view of its thread and from
/// stacks that were read in the meantime.
package struct BlockFinder: Sendable {
  /// One place in one request, before functions have readable names.
  package struct Found: Sendable, Equatable {
    /// Outermost first, from the module's first line on; the innermost alone where no line is the module's; empty where no
    /// stack was read.
    package let stack: [StackFrame]
    /// The index in `stack` of the module's own line nearest to the call.
    package let own: Int?
    /// False when it computed.
    package let isAsleep: Bool
    package let call: SystemCall?
    package let total: Duration
    package let longest: Duration

    package init(
      stack: [StackFrame], own: Int?, isAsleep: Bool, call: SystemCall?, total: Duration, longest: Duration
    ) {
      self.stack = stack
      self.own = own
      self.isAsleep = isAsleep
      self.call = call
      self.total = total
      self.longest = longest
    }

    package var hasPlace: Bool { own != nil }

    private var lines: ArraySlice<StackFrame> { own.map { stack[...$0] } ?? [] }

    /// Whether both lead through the same lines of the module.
    package func isSamePlace(as other: Found) -> Bool { isAsleep == other.isAsleep && lines == other.lines }
  }

  /// A correct module sleeps for 2 ms at most while a thread starts or hands over a lock.
  package static let shortestSleep = Duration.milliseconds(10)
  /// Many short sleeps of one line are as bad as a long one.
  package static let leastSleep = Duration.milliseconds(20)
  /// Every handler computes for a while; this is as long as a slow one may delay all others unnoticed.
  package static let shortestWork = Duration.milliseconds(15)

  private let idle: [StackFrame]
  private let isOwn: @Sendable (StackFrame) -> Bool

  /// `idle` is the stack of the event loop's thread while nothing was to do.
  package init(idle: [StackFrame], isOwn: @escaping @Sendable (StackFrame) -> Bool) {
    self.idle = idle
    self.isOwn = isOwn
  }

  /// The module's lines in a stack, from the route to the one nearest to the call.
  private struct Place: Hashable {
    let own: ArraySlice<StackFrame>
    let isAsleep: Bool
  }

  private struct Sum {
    var total = Duration.zero
    var longest = Duration.zero
    /// How long it was in each stack and call.
    var details: [Detail: Duration] = [:]

    mutating func add(_ duration: Duration) {
      total += duration
      longest = max(longest, duration)
    }

    struct Detail: Hashable {
      let frames: [StackFrame]
      let call: SystemCall?
    }
  }

  /// The longest first. With several requests at the same time, the work of each adds up; then only sleeps tell.
  package func find(_ timeline: LoopTimeline, _ samples: [StackSample]) -> [Found] {
    let busy = samples.filter { $0.frames != idle }
    var sums: [Place: Sum] = [:]
    for turn in turns(of: timeline) {
      let within = busy.filter { $0.ended >= turn[0].from && $0.began <= turn[turn.count - 1].to }
      var lasting: [Place: Duration] = [:]
      for period in turn where period.state != .waitsForProcessor {
        let frames = nearest(to: period, in: within)?.frames ?? []
        let place = Place(own: ownPart(of: frames), isAsleep: period.state == .asleep)
        lasting[place, default: .zero] += period.duration
        sums[place, default: Sum()].details[Sum.Detail(frames: frames, call: period.call), default: .zero] +=
          period.duration
      }
      for (place, duration) in lasting {
        sums[place, default: Sum()].add(duration)
      }
    }
    let blocks = sums.compactMap { found($0, $1) }.sorted { $0.total > $1.total }
    let calls = Set(blocks.filter { $0.own != nil }.map(\.call))
    // What no stack was read for is most likely more of the same.
    return blocks.filter { $0.own != nil || !calls.contains($0.call) }
  }

  private func found(_ place: Place, _ sum: Sum) -> Found? {
    guard let main = sum.details.max(by: { $0.value < $1.value })?.key else { return nil }
    if place.isAsleep {
      guard sum.longest >= Self.shortestSleep || sum.total >= Self.leastSleep else { return nil }
      // The framework's own thread waits for locks of its other threads.
      if place.own.isEmpty, main.call?.isFutex == true { return nil }
    } else {
      // Nobody can change what the framework computes by itself.
      guard sum.longest >= Self.shortestWork, !place.own.isEmpty else { return nil }
    }
    let first = main.frames.firstIndex(where: isOwn)
    return Found(
      stack: first.map { Array(main.frames[$0...]) } ?? main.frames.suffix(1),
      own: first.flatMap { first in main.frames.lastIndex(where: isOwn).map { $0 - first } },
      isAsleep: place.isAsleep, call: place.isAsleep ? main.call : nil, total: sum.total, longest: sum.longest)
  }

  private func ownPart(of frames: [StackFrame]) -> ArraySlice<StackFrame> {
    guard let first = frames.firstIndex(where: isOwn), let last = frames.lastIndex(where: isOwn) else { return [] }
    return frames[first...last]
  }

  /// What lies between two waits for events.
  private func turns(of timeline: LoopTimeline) -> [[LoopTimeline.Period]] {
    timeline.periods.split { $0.state == .waitsForEvents }.map(Array.init)
  }

  private func nearest(to period: LoopTimeline.Period, in samples: [StackSample]) -> StackSample? {
    let middle = period.from + period.duration / 2
    // To the middle, because a sample near an edge may show what the thread did before or after.
    func distance(_ sample: StackSample) -> Duration { max(sample.middle - middle, middle - sample.middle) }
    return samples.min { distance($0) < distance($1) }
  }
}

internal import Foundation

/// How much processor time this machine and pitfall have used until now.
struct MachineLoad {
  /// In clock ticks, of all processors together.
  private let busy: Double
  private let all: Double
  /// Of pitfall and the processes that it started and that have ended.
  private let own: Double

  /// Nil without a readable /proc/stat.
  init?() {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
      let line = text.split(separator: "\n").first, line.hasPrefix("cpu ")
    else { return nil }
    // user, nice, system, idle, iowait, irq, softirq, steal; what follows is a part of the first two.
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    guard ticks.count == 8 else { return nil }
    all = ticks.reduce(0, +)
    busy = all - ticks[3] - ticks[4]
    let seconds = [RUSAGE_SELF, RUSAGE_CHILDREN].map { who in
      var usage = rusage()
      getrusage(__rusage_who_t(who.rawValue), &usage)
      return [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }.reduce(0, +)
    }
    own = seconds.reduce(0, +) * Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The share of the processors' time that other processes have used since `start`.
  func othersShare(since start: MachineLoad) -> Double {
    min(max((busy - start.busy - (own - start.own)) / max(all - start.all, 1), 0), 1)
  }
}

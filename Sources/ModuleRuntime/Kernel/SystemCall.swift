/// A system call that a thread was in, by its number on this architecture.
package struct SystemCall: Sendable, Hashable, CustomStringConvertible {
  package let number: Int

  package init(number: Int) {
    self.number = number
  }

  /// An idle event loop sleeps in one of these.
  package var isEventWait: Bool { name.hasPrefix("epoll") }
  /// Another process ends it: a child that starts, writes to a pipe, or exits.
  package var isProcessWait: Bool { ["read", "readv", "wait4", "waitid"].contains(name) }
  package var isWrite: Bool { name.hasPrefix("write") }
  /// A lock, a condition, a semaphore, the end of a thread.
  package var isFutex: Bool { name == "futex" }
  /// It ends by itself after a set time.
  package var isTimedSleep: Bool { name.hasSuffix("nanosleep") }
  /// It ends when data arrives or another process exits, and has no time limit.
  package var isDataWait: Bool { ["read", "readv", "recvfrom", "recvmsg", "wait4", "waitid", "accept"].contains(name) }

  /// A sleep that goes on after a debugger stopped the thread.
  package var isContinuation: Bool { name == "restart_syscall" }

  package var name: String { Self.names[number] ?? "system call \(number)" }
  package var description: String { name }

  #if arch(x86_64)
    private static let names: [Int: String] = [
      0: "read", 1: "write", 7: "poll", 19: "readv", 20: "writev", 23: "select", 34: "pause", 35: "nanosleep",
      42: "connect", 43: "accept", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg", 61: "wait4", 72: "fcntl",
      73: "flock", 128: "rt_sigtimedwait", 130: "rt_sigsuspend", 202: "futex", 219: "restart_syscall",
      230: "clock_nanosleep",
      232: "epoll_wait", 247: "waitid", 257: "openat", 270: "pselect6", 271: "ppoll", 281: "epoll_pwait",
      288: "accept4", 441: "epoll_pwait2",
    ]
  #elseif arch(arm64)
    private static let names: [Int: String] = [
      22: "epoll_pwait", 25: "fcntl", 32: "flock", 56: "openat", 63: "read", 64: "write", 65: "readv", 66: "writev",
      72: "pselect6", 73: "ppoll", 95: "waitid", 98: "futex", 101: "nanosleep", 128: "restart_syscall",
      115: "clock_nanosleep",
      133: "rt_sigsuspend", 137: "rt_sigtimedwait", 202: "accept", 203: "connect", 206: "sendto", 207: "recvfrom",
      211: "sendmsg", 212: "recvmsg", 242: "accept4", 260: "wait4", 441: "epoll_pwait2",
    ]
  #endif
}

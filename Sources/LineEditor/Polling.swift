internal import Glibc

enum Polling {
  /// Waits, and returns which of the descriptors have input or have ended; negative descriptors are ignored.
  static func wait(_ descriptors: [Int32]) -> [Bool] {
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&polls, nfds_t(polls.count), -1) < 0 && errno == EINTR {}
    return polls.map { $0.revents != 0 }
  }
}

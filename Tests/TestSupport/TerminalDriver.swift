internal import Foundation

/// The process that owns the pseudo-terminal; when its socket closes, it kills everything it has started.
struct TerminalDriver {
  /// Stays open as long as the descriptor could be used: closed too early, its number could belong to another terminal.
  private final class Socket: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) {
      self.descriptor = descriptor
    }

    deinit {
      close(descriptor)
    }
  }

  private let socket: Socket
  /// The replies, one element each; ends when the driver has ended.
  let replies: AsyncStream<Data>

  init() throws {
    let python = try Tool.python().path
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Unexpected("No socket pair: \(String(cString: strerror(errno))).")
    }
    let own = Socket(ends[0])
    let theirs = ends[1]
    defer { close(theirs) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, theirs, 0)
    posix_spawn_file_actions_adddup2(&actions, theirs, 1)
    let arguments: [UnsafeMutablePointer<CChar>?] = [
      strdup(python), strdup(Products.project + "/Tests/terminal-model/terminal.py"), nil,
    ]
    defer { arguments.forEach { free($0) } }
    // This thread may block signals that the program under test needs.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let code = posix_spawn(&pid, python, &actions, &attributes, arguments, environ)
    guard code == 0 else {
      throw Unexpected("\(python) could not be started: \(String(cString: strerror(code))).")
    }
    socket = own
    let (stream, continuation) = AsyncStream.makeStream(of: Data.self)
    replies = stream
    let process = pid
    Thread.detachNewThread {
      Self.read(own.descriptor, into: continuation)
      while waitpid(process, nil, 0) < 0 && errno == EINTR {}
      continuation.finish()
    }
  }

  /// False if the driver has ended.
  func send(_ request: Data) -> Bool {
    var rest = request + [UInt8(ascii: "\n")]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 && errno != EINTR { return false }
      rest = rest.dropFirst(max(count, 0))
    }
    return true
  }

  func hangUp() {
    shutdown(socket.descriptor, Int32(SHUT_RDWR))
  }

  private static func read(_ socket: Int32, into replies: AsyncStream<Data>.Continuation) {
    var pending = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(socket, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      pending += buffer[..<count]
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        replies.yield(Data(pending[..<end]))
        pending = Data(pending[(end + 1)...])
      }
    }
  }
}

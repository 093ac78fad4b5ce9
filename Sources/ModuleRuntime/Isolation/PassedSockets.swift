internal import Base
internal import CShims
internal import Foundation

/// The sockets between pitfall and a command in a network of its own, which its guardian makes there and passes out.
final class PassedSockets: Sendable {
  private let ours: Int32
  /// The end for the guardian; -1 once it has it.
  private let theirs: Locked<Int32>

  /// How long a guardian may take to make the next socket. On a busy machine it may have to wait for a processor.
  private static let patience = Duration.seconds(5)

  init() throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw GuardianError.spawn("A pair of sockets", errno) }
    ours = ends[0]
    theirs = Locked(ends[1])
  }

  deinit {
    close(ours)
    closeTheirs()
  }

  /// For the guardian, as long as it has not been started.
  var guardianEnd: Int32 { theirs.withLock { $0 } }

  func closeTheirs() {
    theirs.withLock { descriptor in
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
  }

  /// The guardian's first message: the port that the command listens on, and a socket to listen on as its upstream, if
  /// one was asked for.
  func introduction() async throws -> (port: Int, upstream: Int32?) {
    let (text, descriptor) = try await receive()
    guard let port = Int(text) else { throw IsolationError.noSocket("the guardian's first message is '\(text)'") }
    return (port, descriptor)
  }

  /// A socket in the command's network that is not connected. The caller closes it.
  func next() async throws -> Int32 {
    guard let descriptor = try await receive().descriptor else {
      throw IsolationError.noSocket("a message of the guardian brought no socket")
    }
    return descriptor
  }

  private func receive() async throws -> (text: String, descriptor: Int32?) {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      var text = [CChar](repeating: 0, count: 32)
      var descriptor: Int32 = -1
      let code = cshims_receive(ours, &text, text.count, &descriptor)
      if code == 0 {
        return (
          String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
          descriptor < 0 ? nil : descriptor
        )
      }
      guard code == EAGAIN || code == EINTR else {
        throw IsolationError.noSocket(code == ECONNRESET ? "the guardian is gone" : String(cString: strerror(code)))
      }
      guard ContinuousClock.now < deadline else { throw IsolationError.noSocket("the guardian sent none for 5 s") }
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}

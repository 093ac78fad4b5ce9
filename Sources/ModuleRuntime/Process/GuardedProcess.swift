internal import Base
internal import Files
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// A command that runs under its own guardian, so that none of its processes outlives this program.
package final class GuardedProcess: Sendable {
  /// In MiB. A program that prints endlessly is stopped after as much, because reading its output costs a core.
  private static let outputLimit = 64
  private static let readLimit = 64 * 1024

  package let output = OutputLog()
  private let guardian: pid_t
  private let echo: Locked<LineEcho>?
  /// Closing it ends everything; -1 when it is closed.
  private let control: Locked<Int32>
  /// The reading end of the output's pipe; -1 when it is closed. Locked from a read until its bytes are in the log.
  private let outputEnd: Locked<Int32>
  private let state = Locked(State())
  private let started: EventLoopPromise<Int32>
  private let exited: EventLoopPromise<Void>
  private let ended: EventLoopPromise<Void>

  private struct State {
    var exit: ProcessExit?
    var limit: ProcessLimit?
    var isStarted = false
    var isExited = false
  }

  /// `echo` gets the lines that the command prints when they arrive, and then there is no limit to the output.
  package init(
    _ command: GuardedCommand, guardian path: String, echo: (@Sendable (String) -> Void)? = nil
  ) throws {
    self.echo = echo.map { Locked(LineEcho(line: $0)) }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    started = loop.makePromise()
    exited = loop.makePromise()
    ended = loop.makePromise()
    do {
      let pipes = try GuardianPipes()
      defer { pipes.closeTheirs() }
      control = Locked(pipes.control.write)
      guardian = try pipes.spawn(
        command.guardianArguments(path), command.environment, socket: command.sockets?.guardianEnd ?? command.socket)
      command.sockets?.closeTheirs()
      outputEnd = Locked(pipes.output.read)
      let (output, reports) = (pipes.output.read, pipes.reports.read)
      Thread.detachNewThread { [self] in read(output: output, reports: reports) }
    } catch {
      for promise in [exited, ended] { promise.fail(error) }
      started.fail(error)
      throw error
    }
  }

  /// Waits until the command's process runs.
  package func processID() async throws -> Int32 {
    try await started.futureResult.get()
  }

  package var exit: ProcessExit? { state.withLock { $0.exit } }
  package var limit: ProcessLimit? { state.withLock { $0.limit } }
  /// True as soon as the command is gone, for whatever reason.
  package var hasExited: Bool { state.withLock { $0.isExited } }

  /// Waits for the command to end, however long it takes, or for the task to be cancelled.
  package func waitForExit() async {
    let promise = exited.futureResult.eventLoop.makePromise(of: Void.self)
    exited.futureResult.cascade(to: promise)
    await withTaskCancellationHandler {
      try? await promise.futureResult.get()
    } onCancel: {
      promise.succeed()
    }
  }

  /// Waits for the command to end by itself; false when it did not within `timeout`.
  package func waitForExit(timeout: Duration) async -> Bool {
    await exited.futureResult.isDone(within: timeout)
  }

  /// Sends SIGTERM to the command itself.
  package func terminate() {
    control.withLock { descriptor in
      guard descriptor >= 0 else { return }
      _ = Glibc.write(descriptor, "t", 1)
    }
  }

  /// Kills the command and everything that it started, without waiting for their end.
  package func abandon() {
    closeControl()
  }

  /// Kills the command and everything that it started, and waits until nothing is left.
  package func end() async {
    closeControl()
    try? await ended.futureResult.get()
  }

  deinit {
    closeControl()
  }

  private func closeControl() {
    control.withLock { descriptor in
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
  }

  /// The body of the thread that reads output and reports until the guardian is gone.
  private func read(output: Int32, reports: Int32) {
    var lines = LineSplitter(limit: 64 * 1024)
    var descriptors = [
      pollfd(fd: reports, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: Int16(POLLIN), revents: 0),
    ]
    while descriptors[0].fd >= 0 {
      guard poll(&descriptors, 2, -1) >= 0 || errno == EINTR else { break }
      if descriptors[1].revents != 0, !takeOutput(output) { descriptors[1].fd = -1 }
      guard descriptors[0].revents != 0 else { continue }
      let bytes = Descriptor.read(reports, limit: Self.readLimit).bytes
      for line in lines.split(bytes) { handle(line) }
      if bytes.isEmpty { descriptors[0].fd = -1 }
    }
    // The guardian is gone, but the last output may still be in the pipe.
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    while takeOutput(output) {}
    outputEnd.withLock { descriptor in
      close(descriptor)
      descriptor = -1
    }
    close(reports)
    var status: Int32 = 0
    while waitpid(guardian, &status, 0) < 0 && errno == EINTR {}
    finish()
  }

  /// Waits until everything that was printed before this call is in the log, for `timeout` at most.
  package func catchUpWithOutput(timeout: Duration) async throws {
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline, isOutputWaiting { try await Task.sleep(for: .milliseconds(1)) }
  }

  private var isOutputWaiting: Bool {
    outputEnd.withLock { descriptor in
      var count: Int32 = 0
      return descriptor >= 0 && ioctl(descriptor, UInt(FIONREAD), &count) == 0 && count > 0
    }
  }

  private func takeOutput(_ descriptor: Int32) -> Bool {
    let bytes = outputEnd.withLock { _ in
      let bytes = Descriptor.read(descriptor, limit: Self.readLimit).bytes
      output.append(bytes)
      return bytes
    }
    echo?.withLock { $0.take(bytes) }
    if echo == nil && output.count > Self.outputLimit << 20 {
      state.withLock { $0.limit = $0.limit ?? .output(Self.outputLimit) }
      closeControl()
    }
    return !bytes.isEmpty
  }

  private func handle(_ line: String) {
    guard let report = GuardianReport(line) else {
      // Only a guardian of another version writes such a line.
      output.append("cannot read a report of the guardian, '\(line.harmless)': run `make build` again\n".utf8)
      return
    }
    switch report {
    case .started(let pid):
      state.withLock { $0.isStarted = true }
      started.succeed(pid)
    case .exited(let exit):
      state.withLock { state in
        state.exit = exit
        state.isExited = true
      }
      exited.succeed()
    case .limit(let limit): state.withLock { $0.limit = limit }
    case .failed(let step, let code):
      output.append("the guardian's step '\(step)' failed: \(String(cString: strerror(code)))\n".utf8)
    case .stayed, .ended: break
    }
  }

  private func finish() {
    echo?.withLock { $0.finish() }
    let (wasStarted, wasExited) = state.withLock { state in
      defer { state.isExited = true }
      return (state.isStarted, state.isExited)
    }
    if !wasStarted { started.fail(GuardianError.notStarted(output.lastLines(3).joined(separator: " "))) }
    if !wasExited { exited.succeed() }
    ended.succeed()
  }
}

package enum GuardianError: Error, Equatable, CustomStringConvertible {
  case notStarted(String)
  case spawn(String, Int32)

  package var description: String {
    switch self {
    case .notStarted(let reason): "A process could not be started: \(reason)"
    case .spawn(let path, let code):
      "\(path) could not be started: \(String(cString: strerror(code))). Run `make build` again."
    }
  }
}

extension EventLoopFuture<Void> {
  func isDone(within timeout: Duration) async -> Bool {
    let promise = eventLoop.makePromise(of: Bool.self)
    let deadline = eventLoop.scheduleTask(in: TimeAmount(timeout)) { promise.succeed(false) }
    whenComplete { _ in
      deadline.cancel()
      promise.succeed(true)
    }
    return (try? await promise.futureResult.get()) ?? false
  }
}

internal import Base
internal import Dispatch
internal import Files
internal import Foundation

/// The whole process: one command, from its start to its exit code.
package enum Program {
  package static func run() async -> Never {
    // A reader that goes away, such as `head`, must not end us before we have cleaned up.
    signal(SIGPIPE, SIG_IGN)
    TemporaryDirectory.removeAbandoned()
    atexit { TemporaryDirectory.removeOwn() }
    let cancellation = Cancellation()
    let runner = CommandRunner(
      context: { .shell($0) },
      willRun: { command in
        // The workbench reads Ctrl-C as a key, and its line editor handles signals itself.
        if !(command is WorkbenchCommand) { cancellation.obeySignals() }
      })
    let work = Task { await runner.run(Array(arguments.dropFirst())) }
    cancellation.cancels(work)
    exit(await work.value)
  }

  /// The program and its arguments, with bytes that are not UTF-8 carried along.
  static var arguments: [String] {
    UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).compactMap { argument in
      argument.map { String(keeping: UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) }) }
    }
  }
}

/// Cancels the command on SIGINT, SIGTERM, and SIGHUP, so that it first ends everything that it has started.
private final class Cancellation: Sendable {
  private struct State {
    var work: Task<Int32, Never>?
    var isAsked = false
  }

  private let state = Locked(State())

  func cancels(_ work: Task<Int32, Never>) {
    let isAsked = state.withLock { state in
      state.work = work
      return state.isAsked
    }
    if isAsked { work.cancel() }
  }

  func obeySignals() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        // The handler keeps its own source alive for as long as the process lives.
        withExtendedLifetime(source) { cancel() }
      }
      source.activate()
    }
  }

  private func cancel() {
    state.withLock { state in
      state.isAsked = true
      return state.work
    }?.cancel()
  }
}

internal import Base
internal import Dispatch
internal import Files
internal import Foundation

/// The whole process: one command, from its start to its exit code.
package enum Program {
  package static func run(_ words: [String]) async -> Never {
    // A reader that goes away, such as `head`, is no reason to leave without cleaning up.
    signal(SIGPIPE, SIG_IGN)
    TemporaryDirectory.removeAbandoned()
    atexit { TemporaryDirectory.removeOwn() }
    let cancellation = Cancellation()
    let runner = CommandRunner(
      context: { .shell($0) },
      willRun: { command in
        // At its prompt Ctrl-C is a key, and its line editor takes signals itself.
        if !(command is WorkbenchCommand) { cancellation.obeySignals() }
      })
    let work = Task { await runner.run(words) }
    cancellation.cancels(work)
    exit(await work.value)
  }
}

/// Ctrl-C, an end asked for and a closed terminal end a command in order: what it started is ended first.
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
        // Kept by its own handler, for as long as the process lives.
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

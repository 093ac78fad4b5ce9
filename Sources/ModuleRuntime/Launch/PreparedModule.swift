package import Files

/// A module that is ready to be started, any number of times.
package struct PreparedModule: Sendable {
  package let source: ModuleSource
  let arguments: [String]
  let loopThread: LoopThread
  /// What the track adds to the environment of the module.
  let variables: [String: String]
  /// Holds the compiled program, and goes with the last user of it.
  let scratch: TemporaryDirectory?

  package init(
    source: ModuleSource, arguments: [String], loopThread: LoopThread, variables: [String: String] = [:],
    scratch: TemporaryDirectory? = nil
  ) {
    self.source = source
    self.arguments = arguments
    self.loopThread = loopThread
    self.variables = variables
    self.scratch = scratch
  }
}

/// How to tell the thread of the event loop from a process's other threads.
package enum LoopThread: Sendable {
  /// asyncio runs where uvicorn was started.
  case main
  case named(prefix: String)
}

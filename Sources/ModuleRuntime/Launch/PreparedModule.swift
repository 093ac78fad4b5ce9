package import Files

/// A module that is ready to be started, any number of times.
package struct PreparedModule: Sendable {
  package let source: ModuleSource
  let arguments: [String]
  let loopThread: LoopThread
  /// Holds the compiled program, and goes with the last user of it.
  let scratch: TemporaryDirectory?

  package init(
    source: ModuleSource, arguments: [String], loopThread: LoopThread, scratch: TemporaryDirectory? = nil
  ) {
    self.source = source
    self.arguments = arguments
    self.loopThread = loopThread
    self.scratch = scratch
  }
}

/// How to tell the thread of the event loop from a process's other threads.
package enum LoopThread: Sendable {
  /// asyncio runs where uvicorn was started.
  case main
  case named(prefix: String)
}

package import Files

/// A module that is ready to be started any number of times.
package struct PreparedModule: Sendable {
  package let source: ModuleSource
  let arguments: [String]
  let loopThread: LoopThread
  /// What the track adds to the module's environment.
  let variables: [String: String]
  /// The files and folders that it needs besides the system's and its own.
  let readable: [String]
  /// The folder of the compiled program, which is removed with the last reference to it.
  let scratch: TemporaryDirectory?

  package init(
    source: ModuleSource, arguments: [String], loopThread: LoopThread, variables: [String: String] = [:],
    readable: [String] = [], scratch: TemporaryDirectory? = nil
  ) {
    self.source = source
    self.arguments = arguments
    self.loopThread = loopThread
    self.variables = variables
    self.readable = readable
    self.scratch = scratch
  }
}

/// How to recognize the thread of the event loop among a process's threads.
package enum LoopThread: Sendable {
  /// asyncio runs on the thread that uvicorn was started on.
  case main
  case named(prefix: String)
}

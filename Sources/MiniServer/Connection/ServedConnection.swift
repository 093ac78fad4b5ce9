/// What a server knows of a client's connection, whatever protocol it speaks. Every member is called on its event loop.
protocol ServedConnection: AnyObject {
  /// Ends what can end now; what is in progress may go on until its deadline.
  func serverIsShuttingDown()
  /// Called at regular intervals, to detect a client that keeps the server waiting.
  func tick()
  /// Closes immediately, whatever is in progress, and cancels the handler.
  func abort()
}

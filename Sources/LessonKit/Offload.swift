internal import NIOPosix

/// Runs blocking or long synchronous work on a thread of its own, off the event loop, and waits without blocking it.
///
/// As Starlette's `run_in_threadpool`, it has 40 threads; further work waits for one of them.
@discardableResult
public func offload<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await OffloadThreads.pool.runIfActive { try work() }
}

private enum OffloadThreads {
  static let pool: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 40)
    pool.start()
    return pool
  }()
}

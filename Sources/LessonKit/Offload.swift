internal import NIOPosix

/// Runs blocking or long synchronous work on another thread, and waits for it without blocking the event loop.
///
/// Like Starlette's `run_in_threadpool`, it uses a pool of 40 threads; further work waits for a free one.
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

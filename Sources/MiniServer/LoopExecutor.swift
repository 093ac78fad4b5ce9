package import NIOCore
internal import Synchronization

/// Runs tasks on an event loop: the code between two suspensions is one turn of the loop.
package final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop
  private let isStopped = Atomic(false)

  package init(loop: any EventLoop) {
    self.loop = loop
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    // A task that outlives the loop must still be able to finish.
    guard !isStopped.load(ordering: .acquiring) else {
      globalConcurrentExecutor.enqueue(job)
      return
    }
    let unowned = UnownedJob(job)
    loop.execute { unowned.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// In debug builds, stops the program unless this code runs on the loop, or the loop has ended.
  func assertOnLoop() {
    assert(loop.inEventLoop || isStopped.load(ordering: .acquiring))
  }

  /// Called before the loop shuts down: later jobs run on Swift's own threads.
  func stop() {
    isStopped.store(true, ordering: .releasing)
  }
}

import Foundation
import ModuleRuntime
import TestSupport
import Testing

/// The kernel's view of processes whose behaviour is known.
@Suite(.timeLimit(.minutes(10)))
struct KernelWitnessTests {
  /// Starts a script that prints "ready" once it is, and passes its process to `body`.
  private func running(_ script: String, _ body: (Int32, OutputLog) async throws -> Void) async throws {
    let process = try GuardedProcess(
      GuardedCommand(["/usr/bin/python3", "-S", "-c", script], environment: [:], directory: "/"),
      guardian: Products.path("guardian"))
    let result: Result<Void, any Error>
    do {
      let pid = try await process.processID()
      try await until("the script is ready") {
        try #require(!process.hasExited, "\(process.output.text)")
        return process.output.text.contains("ready")
      }
      result = .success(try await body(pid, process.output))
    } catch {
      result = .failure(error)
    }
    await process.end()
    try result.get()
  }

  private func watching(_ script: String, _ body: (KernelWitness) async throws -> Void) async throws {
    try await running(script) { pid, _ in
      try await body(KernelWitness(processID: pid, loopThread: .main, ping: {}))
    }
  }

  /// The first sample that shows the thread in a call: right after "ready" it may still be on its way there.
  private func call(_ thread: ThreadWitness) async throws -> ThreadSample {
    var sample = try thread.sample()
    try await until("the thread sleeps in a call") {
      sample = try thread.sample()
      if case .inside = sample.call { return sample.isAsleep }
      return false
    }
    return sample
  }

  @Test(
    "A sleeping thread is seen in its call, and in the same time slice as before",
    arguments: [
      ("time.sleep(600)", "clock_nanosleep"), ("os.read(os.pipe()[0], 1)", "read"),
      ("threading.Event().wait()", "futex"), ("select.epoll().poll()", "epoll_wait"),
    ])
  func seesCalls(statement: String, name: String) async throws {
    let script = "import os, select, threading, time; print('ready', flush=True); \(statement)"
    try await watching(script) { witness async throws in
      let thread = try witness.watchLoop()
      let first = try await call(thread)
      guard case .inside(let call, _) = first.call else { return }
      #expect(call.name == name || call.name == "epoll_pwait" && name == "epoll_wait")
      let second = try thread.sample()
      #expect(second.slices == first.slices)
      #expect(second.taken > first.taken)
    }
  }

  @Test("A working thread uses processor time and is in no call")
  func seesWork() async throws {
    try await watching("print('ready', flush=True)\nwhile True: pass") { witness async throws in
      let thread = try witness.watchLoop()
      let before = try thread.processorTime()
      try await until("the thread has worked") { try thread.processorTime().used - before.used > .milliseconds(20) }
      #expect(try thread.sample().isAsleep == false)
    }
  }

  @Test("Work of other threads is told apart from that of the event loop")
  func seesOthersWork() async throws {
    let script = """
      import threading, time
      def work():
        while True: pass
      threading.Thread(target=work, daemon=True).start()
      print('ready', flush=True)
      time.sleep(600)
      """
    try await watching(script) { witness async throws in
      let thread = try witness.watchLoop()
      let before = thread.runTimeOfOthers()
      try await until("another thread has worked") { thread.runTimeOfOthers() - before > .milliseconds(20) }
      let used = try thread.processorTime().used
      try await until("another thread has worked more") { thread.runTimeOfOthers() - before > .milliseconds(60) }
      #expect(try thread.processorTime().used - used < .milliseconds(20))
    }
  }

  @Test("Descriptors, sockets and bytes read are counted")
  func countsDescriptors() async throws {
    let script = """
      import socket, time
      sockets = [socket.socket() for _ in range(5)]
      files = [open('/dev/null') for _ in range(3)]
      data = open('/dev/zero', 'rb', buffering=0).read(100_000)
      print('ready', flush=True)
      time.sleep(600)
      """
    try await watching(script) { witness async throws in
      let descriptors = witness.openDescriptors()
      #expect(descriptors.sockets.count == 5)
      // Standard input, output and error as well; descriptor 3 is a socket.
      #expect(descriptors.sockets.count + descriptors.others == 12)
      #expect(try witness.bytesRead() >= 100_000)
    }
  }

  @Test("A process that has ended cannot be watched")
  func missesProcesses() async throws {
    await #expect(throws: KernelWitnessError.self) {
      try await KernelWitness(processID: Int32.max, loopThread: .main, ping: {})
    }
  }

  @Test("The event loop's thread is the one that works for a ping, whatever its name")
  func findsTheLoop() async throws {
    let script = """
      import threading, time
      def serve():
        print(threading.get_native_id(), flush=True)
        print('ready', flush=True)
        while True: time.sleep(0.001)
      threading.Thread(target=serve).start()
      time.sleep(600)
      """
    try await running(script) { pid, output async throws in
      let worker = try #require(output.lastLines(2).first.flatMap { Int32($0) })
      try await until("the main thread sleeps") {
        let file = FileManager.default.contents(atPath: "/proc/\(pid)/task/\(pid)/syscall") ?? Data()
        let number = Int(String(decoding: file, as: UTF8.self).prefix { $0 != " " })
        return number.map { SystemCall(number: $0).isTimedSleep } ?? false
      }
      let witness = try await KernelWitness(processID: pid, loopThread: .main) {
        // Wait until the thread has worked, however busy this machine is.
        let file = "/proc/\(pid)/task/\(worker)/schedstat"
        let before = FileManager.default.contents(atPath: file)
        try await until("the thread has worked") { FileManager.default.contents(atPath: file) != before }
      }
      #expect(witness.servesItself)
      #expect(witness.loopThreadID == worker)
      #expect(worker != pid)
    }
  }

  @Test("The event loop's own descriptor is the one it waits on after pings, not that of a loop that a handler runs")
  func findsTheEvents() async throws {
    let script = """
      import select
      own, inner = select.epoll(), select.epoll()
      print(own.fileno(), flush=True)
      print('ready', flush=True)
      inner.poll(0.3)
      print('answered', flush=True)
      own.poll(600)
      """
    try await running(script) { pid, output async throws in
      let own = try #require(output.lastLines(3).first.flatMap { UInt64($0) })
      let witness = try await KernelWitness(processID: pid, loopThread: .main) {
        try await until("the inner loop has ended") { output.text.contains("answered") }
      }
      #expect(witness.eventDescriptor == own)
      let later = try await KernelWitness(processID: pid, loopThread: .main, earlier: witness, ping: {})
      #expect(later.eventDescriptor == own)
    }
  }

  @Test("The processor time of a process includes that of threads that have ended")
  func countsEndedThreads() async throws {
    let script = """
      import threading, time
      def work():
        end = time.thread_time() + 0.2
        while time.thread_time() < end: pass
      thread = threading.Thread(target=work)
      thread.start()
      thread.join()
      print('ready', flush=True)
      time.sleep(600)
      """
    try await watching(script) { witness async throws in
      #expect(try witness.processorTime().used >= .milliseconds(180))
    }
  }
}

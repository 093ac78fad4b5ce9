/// What can be seen of a module's process from outside.
package protocol ProcessWitness: Sendable {
  associatedtype Loop: LoopWitness

  /// False when no lasting thread of the process worked for the pings that were answered.
  var servesItself: Bool { get }

  /// The descriptor that the idle event loop waits on; nil where that could not be seen.
  var eventDescriptor: UInt64? { get }

  /// CPU time that it has used so far, ended threads included, and the time that its threads were ready to run and had
  /// no processor.
  func processorTime() throws -> ProcessorTime

  func watchLoop() throws -> Loop

  /// Bytes that it and its children have read so far through system calls, from files and sockets alike.
  func bytesRead() throws -> Int

  /// Bytes of the file that it has in memory through a mapping; nil when the file is not mapped.
  func residentBytes(of path: String) -> Int?

  /// The threads, except for the event loop's, that sleep for a set time; empty where the kernel does not let us see.
  func threadsInTimedSleep() -> Set<Int32>

  /// The server's end of each connection that comes from one of these ports of 127.0.0.1.
  func acceptedSockets(from ports: Set<Int>) -> [Int: SocketID]

  /// All its sockets, and the number of its other descriptors.
  func openDescriptors() -> (sockets: Set<SocketID>, others: Int)
}

/// What can be seen of the thread that a module's event loop runs on, by one thread of ours.
package protocol LoopWitness {
  func sample() throws -> ThreadSample

  func processorTime() throws -> ProcessorTime

  /// True when another thread of the process could use a processor now.
  func isAnotherThreadRunnable() -> Bool

  /// CPU time of all other threads together.
  func runTimeOfOthers() -> Duration
}

extension KernelWitness: ProcessWitness {}
extension ThreadWitness: LoopWitness {}

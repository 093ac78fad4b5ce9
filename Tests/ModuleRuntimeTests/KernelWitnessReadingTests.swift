import Foundation
import ModuleRuntime
import TestSupport
import Testing

/// What the kernel tells about a process's reads.
@Suite(.timeLimit(.minutes(10)))
struct KernelWitnessReadingTests {
  /// Calls `body` once a script has printed "ready".
  private func watching(_ script: String, _ body: (KernelWitness) async throws -> Void) async throws {
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
      result = .success(try await body(KernelWitness(processID: pid, loopThread: .main, ping: {})))
    } catch {
      result = .failure(error)
    }
    await process.end()
    try result.get()
  }

  @Test("The bytes that a child reads count as well, while it lives")
  func countsChildren() async throws {
    let script = """
      import os, time
      if os.fork() == 0:
          with open('/dev/zero', 'rb') as file: file.read(5_000_000)
          print('ready', flush=True)
      time.sleep(600)
      """
    try await watching(script) { witness async throws in
      #expect(try witness.bytesRead() >= 5_000_000)
    }
  }

  @Test("For a mapped file the bytes in memory are counted, for another file none")
  func measuresMappings() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/mapped-\(UUID().uuidString)"
    try Data(count: 3_000_000).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let script = """
      import mmap, time
      with open('\(path)', 'rb') as file: mapping = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
      len(mapping[:2_000_000])
      print('ready', flush=True)
      time.sleep(600)
      """
    try await watching(script) { witness async throws in
      let bytes = try #require(witness.residentBytes(of: path))
      #expect((2_000_000...3_000_000).contains(bytes))
      #expect(witness.residentBytes(of: "/dev/null") == nil)
    }
  }
}

import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DescriptorTests {
  @Test("All bytes of a long write arrive, and then the end is read")
  func passesBytes() async throws {
    let pipe = Pipe()
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let writer = Task.detached {
      let code = bytes.withUnsafeBytes { Descriptor.write($0, to: pipe.fileHandleForWriting.fileDescriptor) }
      try pipe.fileHandleForWriting.close()
      return code
    }
    var received: [UInt8] = []
    let input = pipe.fileHandleForReading.fileDescriptor
    while case .bytes(let more) = Descriptor.read(input, limit: 1_000) { received += more }
    #expect(received == bytes)
    #expect(Descriptor.read(input, limit: 1) == .end)
    #expect(try await writer.value == nil)
  }

  @Test("A descriptor that is not open gives the error's number")
  func failsWithCode() {
    #expect(Descriptor.read(-1, limit: 1) == .failed(code: EBADF))
    #expect([UInt8(1)].withUnsafeBytes { Descriptor.write($0, to: -1) } == EBADF)
    #expect([UInt8]().withUnsafeBytes { Descriptor.write($0, to: -1) } == nil)
  }

  @Test("What is not a terminal has no window size")
  func hasNoWindow() {
    let size = WindowSize(of: Pipe().fileHandleForReading.fileDescriptor)
    #expect(size.columns == nil)
    #expect(size.rows == nil)
  }
}

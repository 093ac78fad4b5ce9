internal import CLineEditor
internal import Files
internal import Foundation

/// Wakes a thread that waits in `poll`.
final class WakePipe: Sendable {
  let read: Int32
  private let write: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard line_editor_pipe(&ends) == 0 else { throw LineEditorError.system(step: "creating a pipe", code: errno) }
    read = ends[0]
    write = ends[1]
  }

  deinit {
    close(read)
    close(write)
  }

  func wake() {
    _ = Glibc.write(write, [1], 1)
  }

  func drain() {
    while !Descriptor.read(read, limit: 512).bytes.isEmpty {}
  }
}

internal import Files
internal import Foundation

/// The kernel's exchange of two file names, which Swift's Glibc module does not import.
enum FileSwap {
  private typealias Call = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

  private static let call: Call? = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Call.self) }
  /// RENAME_EXCHANGE of <linux/fs.h>.
  private static let exchange: UInt32 = 2

  /// Puts `new` at `place` atomically. Afterwards, the file that was there has the name `new` if the file system can
  /// exchange names; otherwise it is gone.
  static func put(_ new: String, at place: String) throws {
    if FileKind(place) == .folder { throw WorkspaceError.noFile(place) }
    if FileKind(place) != .nothing, let call, call(AT_FDCWD, new, AT_FDCWD, place, exchange) == 0 { return }
    try FileKind.move(new, to: place)
  }
}

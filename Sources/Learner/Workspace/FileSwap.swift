internal import CShims
internal import Files
internal import Foundation

/// The kernel's exchange of two file names, which Swift's Glibc module does not import.
enum FileSwap {
  /// Puts `new` at `place` atomically. Afterwards, the file that was there has the name `new` if the file system can
  /// exchange names; otherwise it is gone.
  static func put(_ new: String, at place: String) throws {
    if FileKind(place) == .folder { throw WorkspaceError.noFile(place) }
    if FileKind(place) != .nothing, cshims_exchange(new, place) == 0 { return }
    try FileKind.move(new, to: place)
  }
}

internal import Base
internal import Foundation

/// The folder for temporary files cannot be used.
package struct TemporaryDirectoryError: Equatable, ToldError {
  package let folder: String
  package let code: Int32

  package init(code: Int32) {
    folder = TemporaryDirectory.parent
    self.code = code
  }

  package var exitCode: Int32 { 69 }

  package var description: String {
    let isSet = getenv("TMPDIR").map { $0.pointee != 0 } ?? false
    let subject = isSet ? "TMPDIR names \(folder), " : "Temporary files belong in \(folder), "
    let fault =
      switch code {
      case ENOENT where !Folder.exists(folder): "which is not there"
      case ENOTDIR: "which is not a folder"
      case EILSEQ: "whose name has characters that compilers and database URLs misread"
      default: "which cannot be written to: \(String(cString: strerror(code)))"
      }
    return subject + fault + (isSet ? ". Set it to another folder." : ". Set TMPDIR to another folder.")
  }
}

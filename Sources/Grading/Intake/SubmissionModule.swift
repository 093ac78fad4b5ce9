package import Base
internal import Tracks

package import struct Foundation.Data
package import struct Foundation.Date

/// The files of a submission that are the module for one lesson and track, by paths relative to it.
package struct SubmissionModule: Sendable, Equatable {
  package let track: Track
  package let files: [String: Data]
  /// The newest of the files' times.
  package let modified: Date?
  package let leftOut: [String]

  /// Throws `IntakeRejection` for a name that a compiler or a person would misread.
  init(_ taken: IntakeFiles, layout: TrackLayout) throws {
    // The other tracks' source files are other modules.
    let others = TrackRegistry.layouts.filter { $0.track != layout.track }
    let own = taken.files.filter { path, _ in !others.contains { path.hasSuffix($0.sourceSuffix) } }
    for path in own.keys where path != path.harmless || path.unicodeScalars.contains(where: { $0.value < 32 }) {
      throw IntakeRejection(
        "has a file whose name is not UTF-8 or has control characters, \(path.excerpt()): it must be renamed")
    }
    track = layout.track
    files = own.mapValues(\.bytes)
    modified = own.values.map(\.modified).max()
    leftOut = taken.leftOut
  }

  package init(track: Track, files: [String: Data], modified: Date? = nil) {
    self.track = track
    self.files = files
    self.modified = modified
    leftOut = []
  }

  /// SHA-256 of all paths and files, in hexadecimal.
  package var hash: String {
    var fingerprint = Fingerprint()
    for path in files.keys.sorted() {
      fingerprint.add(Data(path.utf8))
      fingerprint.add(files[path] ?? Data())
    }
    return fingerprint.hexadecimal()
  }

  package var fileHashes: [String: String] { files.mapValues(Fingerprint.sha256) }
}

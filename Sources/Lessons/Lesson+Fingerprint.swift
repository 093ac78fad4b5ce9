package import Base
internal import Foundation

extension Lesson {
  /// A fingerprint, in hexadecimal, of everything that a verdict on the module in `folder` depends on: its files, the
  /// manifest, and the tools that judge it, whose own fingerprint is `tools`. Throws `FileError`.
  package func fingerprint(ofModule folder: String, layout: TrackLayout, tools: String) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(Data(tools.utf8))
    try fingerprint.add(file: manifestFile)
    try ModuleFiles.shipped(in: folder, layout: layout).add(to: &fingerprint, in: folder)
    return fingerprint.hexadecimal()
  }
}

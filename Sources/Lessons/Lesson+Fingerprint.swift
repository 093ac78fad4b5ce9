internal import Base
internal import Foundation

extension Lesson {
  /// A fingerprint, in hexadecimal, of everything that a verdict on the module depends on: its files, the manifest, and
  /// the tools that judge it, whose own fingerprint is `tools`. Throws `FileError`.
  package func fingerprint(of module: ShippedModule, tools: String) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(Data(tools.utf8))
    try fingerprint.add(file: manifestFile)
    try ModuleFiles.shipped(in: module.path, layout: module.layout).add(to: &fingerprint, in: module.path)
    return fingerprint.hexadecimal()
  }
}

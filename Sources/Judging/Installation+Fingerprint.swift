internal import Base
internal import Files
package import ModuleRuntime
internal import Tracks

extension Installation {
  /// A fingerprint of everything that judges: pitfall, the guardian, and what modules are built with.
  package func fingerprint() throws -> String {
    var fingerprint = Fingerprint()
    for file in ["/proc/self/exe", guardian] + TrackRegistry.all.flatMap({ $0.toolFiles(self) }) {
      try fingerprint.add(file: file)
    }
    return fingerprint.hexadecimal()
  }
}

import Foundation
import Tracks

extension SourceFiles {
  /// `texts` maps paths to the files' texts.
  init(_ texts: [String: String]) {
    self.init(texts.mapValues { Data($0.utf8) })
  }
}

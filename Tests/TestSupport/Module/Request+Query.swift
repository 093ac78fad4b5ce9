internal import Foundation
package import MiniServer

extension Request {
  /// The first value of a query parameter.
  package func query(_ name: String) -> String? {
    for field in rawQuery.split(separator: "&") where field.hasPrefix(name + "=") {
      return field.dropFirst(name.count + 1).removingPercentEncoding
    }
    return nil
  }

  /// What comes after `prefix` in its path; nil when it does not begin so.
  package func path(after prefix: String) -> String? {
    path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }
}

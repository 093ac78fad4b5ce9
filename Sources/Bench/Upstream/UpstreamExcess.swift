/// What a module sent to the upstream that is far more than any lesson asks for.
package enum UpstreamExcess: Sendable, Equatable, CustomStringConvertible {
  /// In bytes, in one call such as "POST /orders".
  case body(String, limit: Int)
  /// In bytes, in all calls during one check.
  case together(limit: Int)
  /// During one check.
  case calls(limit: Int)
  /// At a time.
  case connections(limit: Int)

  package var description: String {
    switch self {
    case .body(let call, let limit): "an upstream call, \(call), with a body of more than \(limit >> 20) MiB"
    case .together(let limit): "upstream calls with more than \(limit >> 20) MiB together during one check"
    case .calls(let limit): "more than \(limit) upstream calls during one check"
    case .connections(let limit): "more than \(limit) connections to the upstream at the same time"
    }
  }
}

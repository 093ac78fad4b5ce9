/// What the upstream does for a person who tries a check's requests by hand.
package enum UpstreamManner: Sendable, CaseIterable {
  case prompt
  /// Each reply takes long enough for a person to send something else in the meantime.
  case slow
  case breaksOff

  /// Nil for an upstream that behaves as usual.
  package var sentence: String? {
    switch self {
    case .prompt: nil
    case .slow: "its upstream takes 1 s for each reply"
    case .breaksOff: "its upstream breaks off in the middle of each reply"
    }
  }
}

extension Upstream {
  package func behave(_ manner: UpstreamManner) {
    delay(manner == .slow ? Lateness(.seconds(1)) : nil)
    breakOff(manner == .breaksOff)
  }
}

extension Report {
  /// The failed check to draw: there is room for one, and bars are easier to grasp than rows of requests.
  package var mostTelling: CheckOutcome? {
    let failed = checks.filter { $0.verdict == .fail && $0.exhibit != nil }
    return failed.first { $0.exhibit?.bars != nil } ?? failed.first
  }
}

extension CheckOutcome {
  /// The exhibit, with the check's title as its caption if it has none.
  package var picture: Exhibit? { exhibit.map { Exhibit($0.content, caption: $0.caption ?? title) } }
}

internal import Bench

extension ResponsiveCheck {
  /// Shell commands that lock the database for as long, and show what happens meanwhile.
  func reproduction(_ seen: Measurement, _ failure: Failure?) -> String {
    if seen.journalMode != "delete" {
      return "\(Reproduction.curl(seen.first.request, .body)) >/dev/null; \(Reproduction.sqlite("PRAGMA journal_mode"))"
        + "   # delete, if left alone"
    }
    let shown = seen.held.first { failure?.sentence.contains($0.request.words) ?? false }
    guard let shown else {
      // Any of them may be the one that stops the module.
      let requests = seen.held.isEmpty ? [seen.first.request] : seen.held.map(\.request)
      let waiting = requests.dropLast().map { "\(Reproduction.curl($0, .time)) & " }.joined()
      let last = Reproduction.ping(beside: requests.last ?? seen.first.request, times: 1)
      return Reproduction.whileLocked(waiting + last)
    }
    let curl = Reproduction.curl(shown.request, .time)
    guard let change = shown.change else { return Reproduction.whileLocked(curl) }
    let update = Reproduction.sqlite(
      "UPDATE \(route.table) SET \(change.column) = 'Zoe' WHERE \(route.id) = \(change.id)")
    return Reproduction.steps([curl, update, Reproduction.whileLocked(curl)])
  }
}

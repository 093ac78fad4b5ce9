extension Bench {
  /// As `ask`; the partner's reply is let go as soon as it is under way, so that a stream comes without its pauses.
  func askWithoutPauses(_ request: ProbeRequest) async throws -> Exchange {
    let mark = upstream.count
    upstream.hold()
    defer { upstream.release() }
    return try await withThrowingTaskGroup { group in
      group.addTask { Optional(try await ask(request)) }
      group.addTask {
        while !upstream.isUnderWay(since: mark) { try await Task.sleep(for: .milliseconds(1)) }
        upstream.release()
        return nil
      }
      defer { group.cancelAll() }
      while let exchange = try await group.next() {
        if let exchange { return exchange }
      }
      throw CancellationError()
    }
  }
}

extension Upstream {
  /// Whether a call has come, and the first chunk of its reply has been sent if it has any.
  func isUnderWay(since mark: Int) -> Bool {
    calls(since: mark).contains { $0.chunks.isEmpty || $0.isFirstChunkSent }
  }
}

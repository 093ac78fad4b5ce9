internal import Base
internal import Report

/// Where an event loop was while requests were in progress.
struct LoopView {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ loop: LoopTrace, _ trace: Trace) -> String {
    let requests = trace.requests.map { request in
      self.request(request, loop.blocks.filter { $0.request == request.request })
    }
    return (requests + [summary(loop), timeline(loop, trace), byHand(loop)].compactMap(\.self))
      .joined(separator: "\n\n")
  }

  private func request(_ request: TracedRequest, _ blocks: [LoopTrace.Block]) -> String {
    let head = style.paint(request.request, .bold) + ": " + request.outcome
    guard !blocks.isEmpty else {
      return style.wrap(head) + "\n"
        + style.wrap("The event loop was free: no line kept it from other requests.", indent: 2)
    }
    return ([style.wrap(head)] + blocks.map { block($0, of: request) }).joined(separator: "\n")
  }

  private func block(_ block: LoopTrace.Block, of request: TracedRequest) -> String {
    let time = "\(Int(block.milliseconds.rounded())) ms"
    let what =
      block.isAsleep
      ? "asleep for \(time)" + (block.call.map { " in the system call \($0)" } ?? "") : "computed for \(time)"
    guard let place = block.place else {
      let reason = block.stack.last.map { "No line of the module is on its stack, which ends in \($0.function)." }
      return style.wrap(
        "The event loop was \(what). \(reason ?? "Its stack could not be read in the meantime.")", indent: 2)
    }
    let verb = block.isAsleep ? "was " : ""
    let lines = [
      style.wrap("The event loop \(verb)\(what), at \(place.file):\(place.line) in \(place.function):", indent: 2),
      "      "
        + style.paint(style.shortened(place.text ?? "", to: style.textWidth - 6), block.isAsleep ? .red : .yellow),
      style.wrap(way(block, request), indent: 2),
    ]
    return (lines + [block.instead.map { style.wrap("Instead: \($0)", indent: 2) }].compactMap(\.self))
      .joined(separator: "\n")
  }

  /// From the route to the call.
  private func way(_ block: LoopTrace.Block, _ request: TracedRequest) -> String {
    let steps = block.stack.map { step in
      step.file.isEmpty ? step.function : "\(step.function) (\(step.file):\(step.line))"
    }
    return ([request.request] + steps).joined(separator: style.isPlain ? ", " : style.hasUnicode ? " → " : " -> ")
  }

  private func summary(_ loop: LoopTrace) -> String? {
    guard let ping = loop.slowestPing else { return nil }
    let time = "\(Int(ping.rounded())) ms"
    if loop.blocks.contains(where: \.isAsleep) {
      return style.wrap(
        "While the event loop is asleep, it serves no other request: of the pings that were sent in the meantime, the "
          + "slowest waited \(time).")
    }
    return style.wrap("Pings were sent in the meantime; the slowest waited \(time).")
  }

  private func timeline(_ loop: LoopTrace, _ trace: Trace) -> String {
    let chart = SpanChart(style)
    let lanes =
      trace.requests.map { TraceLane($0.request, spans: [TraceSpan(.open, from: $0.sent, to: $0.answered)]) }
      + trace.lanes
    let end = trace.lanes.flatMap { $0.spans.compactMap(\.to) }.max() ?? 0
    let drawn = chart.canDraw ? [chart.chart(lanes, until: end), "  " + chart.legend(lanes)] : []
    let times = loop.times.filter { $0.milliseconds >= 1 }.map { time in
      "  \(Int(time.milliseconds.rounded())) ms".padding(toLength: 11) + (time.state.words ?? "")
        + (time.call.map { " in \($0)" } ?? "")
    }
    return (["The event loop's thread, as the kernel saw it:"] + drawn + times).joined(separator: "\n")
  }

  private func byHand(_ loop: LoopTrace) -> String {
    var lines = [
      style.wrap(
        "To see the stack yourself, start the server with `run`, paste the line that it prints into a second terminal, "
          + "and type this there while a request is in progress:"), "    " + loop.command,
    ]
    if !loop.logging.isEmpty {
      lines.append(
        style.wrap(
          "The article's way is to log around the call. With the time in the log's format, it shows the same, but only "
            + "once you suspect the right line:"))
      lines += loop.logging.map { "    " + style.shortened($0, to: style.textWidth - 4) }
    }
    return lines.joined(separator: "\n")
  }
}

extension TracedRequest {
  /// What became of it, in a few words.
  var outcome: String {
    guard let answered, let status else { return problem ?? "no response" }
    return "\(status) after \(Int((answered - sent).rounded())) ms"
  }
}

internal import Base
internal import Report

/// When statements were executed, on the event loop's thread and elsewhere.
enum StatementLanes {
  static func lanes(of executions: [Execution]) -> [TraceLane] {
    let names: [(QueriesTrace.Runner, String)] = [
      (.eventLoop, "SQL on the event loop"), (.otherThread, "SQL on other threads"),
      (.otherProcess, "SQL in other processes"),
    ]
    return names.compactMap { runner, name in
      let spans = executions.filter { $0.runner == runner }.map {
        TraceSpan(.open, from: $0.at, to: $0.ended, detail: $0.sql.excerpt(60))
      }
      return spans.isEmpty ? nil : TraceLane(name, spans: spans)
    }
  }
}

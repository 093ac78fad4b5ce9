internal import Base
internal import Bench
internal import Lessons
internal import MiniServer
internal import Report

/// Requests, one after the other, and what each server returns and logs.
struct ResponsesRace: Race {
  static let kind = "responses"

  private struct Entry: Sendable {
    let label: String
    let request: RequestTemplate
    /// Values may have placeholders such as "{users.token}".
    let headers: [(name: String, value: String)]
    let statuses: [Int]
    let shows: String?
    let hides: String?
    let logs: String?
  }

  private static let patience = Duration.seconds(6)
  /// So that a class can follow.
  private static let pause = Duration.milliseconds(250)
  /// A server may log after it responds.
  private static let logPatience = Duration.milliseconds(800)
  private static let secret = "secret"

  private let entries: [Entry]

  init(_ fields: inout ManifestFields, for lesson: Lesson) throws {
    let nodes = try fields.required("requests")
    entries = try nodes.list("'requests'").map { try Self.entry($0, lesson) }
    guard !entries.isEmpty else { throw ManifestError("'requests' must have at least one entry", at: nodes.place) }
  }

  private static func entry(_ node: ManifestNode, _ lesson: Lesson) throws -> Entry {
    var fields = try ManifestFields(node, "a request")
    let request = try RequestTemplate(&fields)
    let statuses = try fields.required("status")
    let codes = try statuses.list("'status'").map {
      try $0.convert("an entry of 'status'", to: Int.self, named: "a status code")
    }
    guard !codes.isEmpty else { throw ManifestError("'status' must have at least one entry", at: statuses.place) }
    let headers = try fields.optional("headers")?.texts("'headers'") ?? []
    var texts: [String: String] = [:]
    for key in ["shows", "hides", "logs"] { texts[key] = try fields.optional(key)?.text("'\(key)'") }
    for text in headers.map(\.1) + texts.values {
      for placeholder in placeholders(in: text) where !isKnown(placeholder, lesson) {
        throw ManifestError(
          "there is no value '{\(placeholder)}': use {secret}, or {TABLE.COLUMN} of the lesson's database",
          at: node.place)
      }
    }
    let words = try fields.text("as", default: "")
    let entry = Entry(
      label: request.description + (words.isEmpty ? "" : ", \(words)"), request: request,
      headers: headers.map { ($0.0, $0.1) }, statuses: codes, shows: texts["shows"], hides: texts["hides"],
      logs: texts["logs"])
    try fields.end()
    return entry
  }

  private static func placeholders(in text: String) -> [String] {
    text.matches(of: #/\{([^{}]*)\}/#).map { String($0.output.1) }
  }

  private static func isKnown(_ placeholder: String, _ lesson: Lesson) -> Bool {
    let parts = placeholder.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return placeholder == secret
      || parts.count == 2
        && lesson.database.contains { $0.name == parts[0] && $0.columns.contains { $0.name == parts[1] } }
  }

  func run(
    on bench: Bench, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void
  ) async throws -> RacePicture {
    let values = try await values(bench)
    let own = values.compactMapValues(\.first)
    var rows: [ExchangeRow] = []
    for entry in entries {
      let mark = bench.module.output.count
      let exchange = try await bench.ask(
        entry.request.fresh(
          bench.values, headers: entry.headers.map { ProbeRequest.Header($0.name, Self.filled($0.value, own)) }),
        timeout: Self.patience)
      var problems: [String] = []
      if let answer = exchange.answer {
        if let text = entry.shows.map({ Self.filled($0, own) }), !answer.contains(text) {
          problems.append("without its own data")
        }
        if let text = entry.hides, Self.each(text, values).contains(where: answer.contains) {
          problems.append("with private data")
        }
      }
      if let text = entry.logs.map({ Self.filled($0, own) }) {
        let isLogged = try await bench.watch(atMost: Self.logPatience) { _ in
          bench.module.output.text(in: mark..<bench.module.output.count).contains(text) ? true : nil
        }
        if isLogged == nil { problems.append("nothing in the log") }
      }
      let isExpected = exchange.status.map(entry.statuses.contains) ?? false
      rows.append(
        ExchangeRow(
          entry.label, expected: expected(entry), seen: seen(exchange, problems),
          holds: isExpected && problems.isEmpty))
      tell(picture(rows))
      try await Task.sleep(for: Self.pause)
    }
    return picture(rows)
  }

  /// The values of each placeholder, those of a column in the order of the table's rows.
  private func values(_ bench: Bench) async throws -> [String: [String]] {
    var values = [Self.secret: [bench.secret]]
    guard bench.hasDatabase else { return values }
    let database = try bench.database()
    for table in database.tables {
      for row in try await database.rows(of: table.name) {
        for (name, value) in row { values["\(table.name).\(name)", default: []].append(value.plainText) }
      }
    }
    return values
  }

  private static func filled(_ text: String, _ values: [String: String]) -> String {
    values.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// The texts that `text` stands for: with the value of any row.
  private static func each(_ text: String, _ values: [String: [String]]) -> [String] {
    guard let (name, all) = values.first(where: { text.contains("{\($0.key)}") }) else { return [text] }
    return all.map { text.replacing("{\(name)}", with: $0) }
  }

  private func expected(_ entry: Entry) -> String {
    entry.statuses.map(String.init).alternatives + (entry.hides == nil ? "" : ", and nothing private")
      + (entry.logs == nil ? "" : ", and the error in the log")
  }

  private func seen(_ exchange: Exchange, _ problems: [String]) -> String {
    switch exchange.outcome {
    case .answer(let answer):
      ([String(answer.status)] + problems).joined(separator: ", ") + "  " + answer.body.excerpt(60)
    case .noAnswer(let reason): reason.description
    }
  }

  private func picture(_ rows: [ExchangeRow]) -> RacePicture {
    let wrong = rows.count { !$0.holds }
    return RacePicture(
      .exchanges(rows),
      figures: [RaceFigure("wrong responses", Double(wrong), unit: "of \(entries.count)", isBad: wrong > 0)])
  }
}

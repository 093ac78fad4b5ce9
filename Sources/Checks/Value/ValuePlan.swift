internal import Base
internal import Bench

/// Whose values are requested, and what the check changes in the meantime.
struct ValuePlan {
  private let target: String
  private let header: String
  private let table: String
  private let key: String
  private let value: String
  private let field: String
  private let known: [DatabaseFile.Row]
  private let guests: [(words: String, row: DatabaseFile.Row)]
  /// No one's keys, each nearly a guest's.
  private let nearMisses: [(words: String, key: String)]
  /// Its key is unknown at first.
  private let newcomer: DatabaseFile.Row
  /// What the first value becomes; its key stays unknown.
  private let changed: DatabaseFile.Row
  /// Every record that is in the table at any time.
  let records: [DatabaseFile.Row]

  private static let shapes: [KeyShape] = [.lowerCase, .digits, .short, .long, .aroundBearer]

  init(
    target: String, header: String, table: String, key: String, value: String, field: String, database: DatabaseFile,
    values: FreshValues
  ) async throws {
    self.target = target
    self.header = header
    self.table = table
    self.key = key
    self.value = value
    self.field = field
    known = values.shuffled(try await database.rows(of: table))
    guard known.count >= 3 else { throw DatabaseFileError.tooFewRows(table, needed: 3) }
    let keys =
      Self.shapes.map { (words: $0.words, key: $0.key(values)) }
      + KeyShape.twins(of: try known[1].text(key), values)
    var made = try await database.newRows(keys.count + 2, of: table, values)
    (newcomer, changed) = (made[0], made[1])
    made = Array(made.dropFirst(2)).withRareTexts(in: [value], values)
    // Two keys may have the same value.
    made[0][value] = known[0][value]
    guests = zip(keys, made).map { shape, row in
      (shape.words, row.merging([key: .text(shape.key)]) { _, shaped in shaped })
    }
    nearMisses = KeyShape.nearMisses(of: keys.map(\.key).max { $0.count < $1.count } ?? "", values)
    records = known + guests.map(\.row) + [newcomer, changed]
  }

  func steps() throws -> [Step] {
    let (first, unknown) = (try known[0].text(key), try newcomer.text(key))
    return try [.ask("/ping", .ping, .served(ProbeRequest.pong)), .crowd(crowd())]
      + rejected(first, unknown).map { .ask([$0]) }
      + [.ask([served("the header in lower case", known[2], header: header.lowercased())])] + comeAndGo()
      + [.insert(guests.map(\.row), into: table), .ask(shapes() + nearlyKnown()), .keep("a", inTurn())]
      + change(known[0])
  }

  /// Known keys and an unknown one; the database is locked until some of the first requests have reached it.
  private func crowd() throws -> [[Trial.Attempt]] {
    let unknown = refused("an unknown \(key)", try newcomer.text(key), Advice.noDefault)
    return try (0..<6).map { list in
      let own = try (0..<4).map { try served("one \(key)", known[(list + $0) % known.count]) }
      return own.prefix(2) + [unknown] + own.suffix(2)
    }
  }

  private func shapes() throws -> [Trial.Attempt] {
    try guests.map { words, row in
      try served(
        "a \(key) \(words)", row, advice: Advice.wholeKey,
        preparations: [.statement(Statement.insert(row, into: table))])
    }
  }

  private func nearlyKnown() -> [Trial.Attempt] {
    let insert = guests.map(\.row).max { ($0[key]?.plainText.count ?? 0) < ($1[key]?.plainText.count ?? 0) }.map {
      Trial.Preparation.statement(Statement.insert($0, into: table))
    }
    return nearMisses.map {
      Trial.Attempt(
        "a long \(key) \($0)", request($1), Self.refused, advice: Advice.wholeKey,
        preparations: [insert].compactMap(\.self))
    }
  }

  private func rejected(_ some: String, _ unknown: String) throws -> [Trial.Attempt] {
    let name = try known[1].text(value)
    return [
      Trial.Attempt("no \(header)", ProbeRequest("GET", target), Self.refused, advice: Advice.noHeader),
      refused("an unknown \(key)", unknown, Advice.noDefault),
      refused("an empty \(key)", "", Advice.noHeader),
      refused("one \(key) in another case", some.caseSwapped, Advice.exactly),
      refused("a part of one \(key)", String(some.dropLast()), Advice.exactly),
      refused("one \(key), its first letter percent-encoded", some.percentEncoded, Advice.exactly),
      refused("the end of one \(key)", String(some.dropFirst()), Advice.exactly),
      refused("a \(value) as the \(key)", name, Advice.exactly),
      refused("a wildcard", "%", Advice.exactly), refused("a wildcard", "*", Advice.exactly),
      refused("wildcards", String(repeating: "_", count: some.count), Advice.exactly),
      refused("one \(key) with a quote", "x' OR '1'='1", Advice.parameter),
      refused("one \(key) with quotes", "x\" OR \"1\"=\"1", Advice.parameter),
    ] + inQuery(some)
  }

  /// A module can read any name of the query; these are the likely ones.
  private func inQuery(_ some: String) -> [Trial.Attempt] {
    let bare = header.hasPrefix("X-") ? String(header.dropFirst(2)) : header
    let words = [bare.lowercased(), key]
    let names =
      [header, header.lowercased(), bare, "\(bare.lowercased())_\(key)", "\(bare.lowercased())_id", table, value]
      + ["id", "key", "name", "dep", "dependency", "x_\(bare.lowercased())", "t"] + words
    func attempt(_ occasion: String, _ names: [String]) -> Trial.Attempt {
      let query = names.map { "\($0)=\(some)" }.joined(separator: "&")
      return Trial.Attempt(occasion, ProbeRequest("GET", "\(target)?\(query)"), Self.refused, advice: Advice.query)
    }
    return words.map { attempt("?\($0)=, and no \(header)", [$0]) }
      + [attempt("one \(key) under many names in the query, and no \(header)", Set(names).sorted())]
  }

  /// On one connection, which remembers nothing from one request to the next.
  private func inTurn() throws -> [Trial.Attempt] {
    try [
      served("one \(key)", known[0]), served("another \(key)", known[1], advice: Advice.connection),
      Trial.Attempt("no \(header)", ProbeRequest("GET", target), Self.refused, advice: Advice.connection),
      served("the first \(key) again", known[0], advice: Advice.connection),
      refused("an unknown \(key)", try changed.text(key), Advice.connection),
      served("the first \(key) again", known[0]), served("the first \(key) again", known[0]),
    ]
  }

  private func change(_ first: DatabaseFile.Row) throws -> [Step] {
    let update = Statement.update(table, [value: changed[value] ?? .null], where: key, is: first[key])
    let again = try served(
      "one \(key) whose \(value) was changed", first, as: try changed.text(value), advice: Advice.everyTime,
      preparations: [.request(request(try first.text(key))), .statement(update)])
    return [.change(update, []), .ask([again]), .keep("a", [again])]
  }

  /// A record that is added, and taken out as soon as it was used.
  private func comeAndGo() throws -> [Step] {
    let delete = Statement.delete(from: table, where: key, is: newcomer[key])
    let insert = Trial.Preparation.statement(Statement.insert(newcomer, into: table))
    let added = try served(
      "one \(key) that was added", newcomer, advice: Advice.everyTime, preparations: [insert])
    let gone = Trial.Attempt(
      "one \(key) that was taken out", added.request, Self.refused, advice: Advice.everyTime,
      preparations: [insert, .request(added.request), .statement(delete)])
    return [
      .insert([newcomer], into: table), .keep("b", [added]), .change(delete, []), .keep("b", [gone]), .ask([gone]),
    ]
  }

  private static let refused = Trial.Demand.refused(Set(400...499))

  private func request(_ key: String, header: String? = nil) -> ProbeRequest {
    ProbeRequest("GET", target, headers: [.init(header ?? self.header, key)])
  }

  private func served(
    _ occasion: String, _ row: DatabaseFile.Row, header: String? = nil, as changed: String? = nil,
    advice: String? = nil, preparations: [Trial.Preparation] = []
  ) throws -> Trial.Attempt {
    let former = try row.text(value)
    return Trial.Attempt(
      occasion, request(try row.text(key), header: header), .served([field: .text(changed ?? former)]), advice: advice,
      formerly: changed == nil ? [:] : [field: .text(former)], preparations: preparations)
  }

  private func refused(_ occasion: String, _ key: String, _ advice: String) -> Trial.Attempt {
    Trial.Attempt(occasion, request(key), Self.refused, advice: advice)
  }

  private enum Advice {
    static let wholeKey =
      "Look up the value by the header exactly as it was sent: all of it, whatever its length, and in the case of "
      + "its letters."
    static let noHeader =
      "Reject the request in the dependency when the header is missing or empty (Header() without a default does; "
      + "Swift: guard let, or throw HTTPError)."
    static let noDefault =
      "When the lookup finds nothing, raise HTTPException(404) in the dependency (Swift: throw HTTPError(.notFound)) "
      + "instead of returning None (nil), a default or an empty value."
    static let exactly =
      "Compare with = in the query, and change nothing about the key: LIKE ignores the case of letters, and % and _ in "
      + "it stand for anything."
    static let query =
      "Read the key from its header only: a request without the header is rejected, whatever its URL says."
    static let parameter =
      "Pass the key to the query as a parameter (a ? in the SQL), so that it never becomes a part of the SQL itself."
    static let connection =
      "Look for what is stored for a connection or a client address. Requests for several keys share a kept-alive "
      + "connection: each must be answered by its own header alone."
    static let everyTime =
      "Look the value up in the database for every request, and keep neither values nor misses in the process (a dict, "
      + "lru_cache, an actor, a default value, a session that is never closed): another program may have changed it."
  }
}

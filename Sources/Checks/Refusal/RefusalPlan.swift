internal import Base
internal import Bench
internal import Foundation

/// Who asks for the record, and what the check changes in the meantime.
struct RefusalPlan {
  private typealias Row = DatabaseFile.Row

  private let target: String
  private let table: String
  private let token: String
  private let body: ExpectedBody?
  private let statuses: Set<Int>
  /// Their tokens are valid from the beginning; the first one's is revoked at the end.
  private let owner: DatabaseFile.Row
  private let second: DatabaseFile.Row
  private let guests: [(words: String, row: DatabaseFile.Row)]
  /// No one's tokens, each nearly a guest's.
  private let nearMisses: [(words: String, key: String)]
  /// Its token is unknown at first.
  private let newcomer: DatabaseFile.Row
  /// What the owner's record becomes; its token stays unknown.
  private let changed: DatabaseFile.Row
  /// Every record that is in the table at any time.
  let records: [DatabaseFile.Row]

  init(
    target: String, table: String, token: String, body: ExpectedBody?, statuses: Set<Int>, database: DatabaseFile,
    values: FreshValues
  ) async throws {
    self.target = target
    self.table = table
    self.token = token
    self.body = body
    self.statuses = statuses
    let rows = values.shuffled(try await database.rows(of: table))
    guard rows.count >= 2 else { throw DatabaseFileError.tooFewRows(table, needed: 2) }
    (owner, second) = (rows[0], rows[1])
    let keys =
      KeyShape.allCases.map { (words: $0.words, key: $0.key(values)) }
      + KeyShape.twins(of: try second.text(token), values)
    let made = try await database.newRows(keys.count + 2, of: table, values).withRareTexts(
      in: database.table(table).columns.filter { $0.kind == .sentence }.map(\.name), values)
    guests = zip(keys, made).map { key, row in
      (key.words, row.merging([token: .text(key.key)]) { _, shaped in shaped })
    }
    nearMisses = KeyShape.nearMisses(of: keys.map(\.key).max { $0.count < $1.count } ?? "", values)
    (newcomer, changed) = (made[keys.count], made[keys.count + 1])
    records = rows + guests.map(\.row) + [newcomer, changed]
  }

  func steps() throws -> [Step] {
    let good = try owner.text(token)
    return try [.crowd(crowd())] + rejected(good).map { .ask([$0]) } + comeAndGo()
      + [.insert(guests.map(\.row), into: table)] + (shapes() + nearlyGood()).map { .ask([$0]) }
      + [.keep("a", inTurn(good))] + change(good)
  }

  /// The first requests of all, all by one user, so that only their number is new to the module.
  private func crowd() throws -> [[Trial.Attempt]] {
    let first = try served("a good token", owner, advice: Advice.whileLocked)
    return (0..<3).map { _ in [first] }
  }

  /// A token that is added, and revoked as soon as it was used.
  private func comeAndGo() throws -> [Step] {
    let insert = Trial.Preparation.statement(Statement.insert(newcomer, into: table))
    let added = try served("a token that was added", newcomer, advice: Advice.everyTime, preparations: [insert])
    let gone = try revoked("the added token, revoked", newcomer, [insert, .request(added.request)])
    return [
      .insert([newcomer], into: table), .keep("b", [added]), .change(delete(newcomer), []), .keep("b", [gone]),
      .ask([gone]),
    ]
  }

  private func shapes() throws -> [Trial.Attempt] {
    try guests.map { words, row in
      try served(
        "a good token \(words)", row, advice: Advice.wholeToken,
        preparations: [.statement(Statement.insert(row, into: table))])
    }
  }

  private func nearlyGood() -> [Trial.Attempt] {
    let insert = guests.map(\.row).max { ($0[token]?.plainText.count ?? 0) < ($1[token]?.plainText.count ?? 0) }.map {
      Trial.Preparation.statement(Statement.insert($0, into: table))
    }
    return nearMisses.map {
      Trial.Attempt(
        "a long token \($0)", request("Bearer \($1)"), .refused(statuses), advice: Advice.whole,
        preparations: [insert].compactMap(\.self))
    }
  }

  /// Each on its own connection.
  private func rejected(_ good: String) throws -> [Trial.Attempt] {
    let unknown = try newcomer.text(token)
    return [
      Trial.Attempt("no token", ProbeRequest("GET", target), .refused(statuses), advice: Advice.noToken),
      refused("an unknown token", "Bearer \(unknown)", Advice.unknown),
      refused("the token alone", good, Advice.scheme),
      refused("the token as Basic", "Basic \(good)", Advice.scheme),
      refused("the token as Token", "Token \(good)", Advice.scheme),
      refused(
        "the token as the password of Basic", "Basic \(Data(":\(good)".utf8).base64EncodedString())", Advice.scheme),
      refused("a part of a good token", "Bearer \(good.dropLast())", Advice.whole),
      refused("the end of a good token", "Bearer \(good.dropFirst())", Advice.whole),
      refused("a good token and more", "Bearer \(good)x", Advice.whole),
      refused("no token after Bearer", "Bearer ", Advice.noToken),
      refused("a good token in another case", "Bearer \(good.caseSwapped)", Advice.letters),
      refused("a wildcard", "Bearer %", Advice.letters), refused("a wildcard", "Bearer *", Advice.letters),
      refused("wildcards", "Bearer " + String(repeating: "_", count: good.count), Advice.letters),
      refused("a token with a quote", "Bearer x' OR '1'='1", Advice.parameter),
      refused("a token with quotes", "Bearer x\" OR \"1\"=\"1", Advice.parameter),
      // Some modules reject a token with a blank in it, and some strip quotes from one.
      refused("a quote and no blank", "Bearer x'OR'1'='1", Advice.parameter),
      refused("a good token with a quote", "Bearer \(good.prefix(5))'\(good.dropFirst(5))", Advice.asSent),
      refused("a good token in quotes", "Bearer \"\(good)\"", Advice.asSent),
      refused("a good token, its first letter percent-encoded", "Bearer \(good.percentEncoded)", Advice.asSent),
    ]
      + ["-", "_", ".", "="].map {
        refused("a good token with \"\($0)\" in it", "Bearer \(good.dropLast(2))\($0)\(good.suffix(2))", Advice.asSent)
      }
      + [inQuery("token", good), inQuery("authorization", "Bearer%20\(good)"), inQueryOfManyNames(good)]
      + names().map { refused("the \($0) of a user as the token", "Bearer \($1)", Advice.onlyToken) }
  }

  /// Other columns of the owner's row that could pass for a token.
  private func names() -> [(String, String)] {
    owner.sorted { $0.key < $1.key }.compactMap { column, value in
      guard column != token, case .text(let text) = value else { return nil }
      return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } ? (column, text) : nil
    }
  }

  /// On one connection, which remembers nothing from one request to the next.
  private func inTurn(_ good: String) throws -> [Trial.Attempt] {
    let unknown = try changed.text(token)
    return try [
      served("a good token", owner),
      Trial.Attempt("no token", ProbeRequest("GET", target), .refused(statuses), advice: Advice.connection),
      served("another good token", second, advice: Advice.connection),
      refused("an unknown token", "Bearer \(unknown)", Advice.connection),
      refused("the first token alone", good, Advice.connection),
      served("the first token again", owner), served("the first token again", owner),
    ]
  }

  /// The owner's record changes, and then it is gone.
  private func change(_ good: String) throws -> [Step] {
    let updated = owner.merging(changed.filter { $0.key != token }) { _, new in new }
    let update = Statement.update(table, updated.filter { $0.key != token }, where: token, is: owner[token])
    let before = Trial.Preparation.request(request("Bearer \(good)"))
    let again = try served(
      "a token whose record was changed", updated, advice: Advice.everyTime, formerly: owner,
      preparations: [before, .statement(update)])
    let gone = try revoked("a revoked token", owner, [before])
    return [
      .change(update, []), .ask([again]), .keep("a", [again]), .change(delete(owner), []), .ask([gone]),
      .keep("a", [gone]),
    ]
  }

  private func request(_ authorization: String) -> ProbeRequest {
    ProbeRequest("GET", target, headers: [.init("Authorization", authorization)])
  }

  private func served(
    _ occasion: String, _ row: DatabaseFile.Row, advice: String? = nil, formerly: DatabaseFile.Row = [:],
    preparations: [Trial.Preparation] = []
  ) throws -> Trial.Attempt {
    Trial.Attempt(
      occasion, request("Bearer \(try row.text(token))"), .served(body?.filled(with: row) ?? [:]), advice: advice,
      formerly: formerly.isEmpty ? [:] : body?.filled(with: formerly) ?? [:], preparations: preparations)
  }

  private func refused(_ occasion: String, _ authorization: String, _ advice: String) -> Trial.Attempt {
    Trial.Attempt(occasion, request(authorization), .refused(statuses), advice: advice)
  }

  /// A token must have been used before it is revoked, or the revocation shows nothing.
  private func revoked(
    _ occasion: String, _ row: DatabaseFile.Row, _ before: [Trial.Preparation]
  ) throws -> Trial.Attempt {
    Trial.Attempt(
      occasion, request("Bearer \(try row.text(token))"), .refused(statuses), advice: Advice.everyTime,
      preparations: before + [.statement(delete(row))])
  }

  private func inQuery(_ name: String, _ value: String) -> Trial.Attempt {
    Trial.Attempt(
      "?\(name)=", ProbeRequest("GET", "\(target)?\(name)=\(value)"), .refused(statuses), advice: Advice.query)
  }

  /// A module can read any name of the query; these are the likely ones.
  private func inQueryOfManyNames(_ good: String) -> Trial.Attempt {
    let names = [
      "access_token", "auth", "auth_token", "bearer", "bearer_token", "api_key", "apikey", "key", "t", "jwt",
      "credentials", "session", "user", "password", "secret", "Token", "Authorization", "X-Token", token,
    ]
    let query = Set(names).subtracting(["token"]).sorted().map { "\($0)=\(good)" }.joined(separator: "&")
    return Trial.Attempt(
      "the token under many names in the query", ProbeRequest("GET", "\(target)?\(query)"), .refused(statuses),
      advice: Advice.query)
  }

  private func delete(_ row: DatabaseFile.Row) -> String {
    Statement.delete(from: table, where: token, is: row[token])
  }
}

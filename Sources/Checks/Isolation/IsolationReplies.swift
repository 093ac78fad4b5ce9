internal import Base
package import Bench

extension IsolationCheck {
  /// Each of the upstream's replies counts for one response, and only for a response to the user that it was given for.
  package func replies(
    _ exchanges: [UserExchange], _ rows: [DatabaseFile.Row], _ calls: [UpstreamCall]
  ) throws -> [Reply] {
    var unused = calls
    return try exchanges.map { row, exchange, before in
      let name = try row.text(nameColumn)
      let own = unused.indices.filter { unused[$0].parameters[nameColumn] == name }
      let problem: Reply.Problem?
      if let body = exchange.status == 200 ? exchange.answer?.json : nil,
        let match = own.first(where: { difference(body, row, unused[$0]) == nil })
      {
        unused.remove(at: match)
        problem = nil
      } else {
        problem = self.problem(exchange, row, own.first.map { unused[$0] }, rows, calls)
      }
      return Reply(user: name, exchange: exchange, before: try before?.text(nameColumn), problem: problem)
    }
  }

  /// The reply to a token that is no one's, on a connection that served others. It may have any status, and what it
  /// contains elsewhere too is for another check to judge; but nothing of a user's may be left over for it.
  func reply(_ stranger: Stranger, _ rows: [DatabaseFile.Row], _ calls: [UpstreamCall]) throws -> Reply {
    let (row, exchange, before) = stranger.afterOthers
    let secrets = (rows + calls.map(\.reply)).flatMap { fields in
      fields.filter { $0.key != token }.map { PrivateValue($0.key, $0.value.plainText) }
    }
    let known = stranger.alone.answer.map { secrets.disclosed(by: $0, to: exchange.request) } ?? []
    let problem: Reply.Problem? =
      switch exchange.outcome {
      case .noAnswer(let reason): .response(.noResponse(reason))
      case .answer(let answer):
        secrets.disclosed(by: answer, to: exchange.request).first { !known.contains($0) }.map { secret in
          .disclosed(kind: secret.kind, owner(of: .text(secret.value), except: row, rows, calls))
        }
      }
    return Reply(user: nil, exchange: exchange, before: try before?.text(nameColumn), problem: problem)
  }

  private func difference(_ answer: JSONValue, _ row: DatabaseFile.Row, _ call: UpstreamCall?) -> FieldDifference? {
    body.difference(answer, row.merging(call?.reply ?? [:]) { own, _ in own })
  }

  /// `call` was made for this user, and no response was matched with it yet.
  private func problem(
    _ exchange: Exchange, _ row: DatabaseFile.Row, _ call: UpstreamCall?, _ rows: [DatabaseFile.Row],
    _ calls: [UpstreamCall]
  ) -> Reply.Problem? {
    if let problem = exchange.problem() { return .response(problem) }
    guard let body = exchange.answer?.json else { return .response(.notJSON) }
    guard let difference = difference(body, row, call) else { return nil }
    let owner = owner(of: difference.found, except: row, rows, calls)
    let isOfTheRecord = row.values.contains(difference.expected)
    return call == nil && owner == .nobody && !isOfTheRecord ? .noCall : .field(difference, owner)
  }

  private func owner(
    of found: JSONValue?, except row: DatabaseFile.Row, _ rows: [DatabaseFile.Row], _ calls: [UpstreamCall]
  ) -> Reply.Owner {
    guard let found, !row.values.contains(found) else { return .nobody }
    let name = row[nameColumn]?.plainText
    if let user = calls.first(where: { $0.reply.values.contains(found) })?.parameters[nameColumn] {
      return user == name ? .otherRequest : .otherUser(user)
    }
    guard let user = rows.first(where: { $0.values.contains(found) })?[nameColumn]?.plainText else { return .nobody }
    return user == name ? .namesake : .otherUser(user)
  }
}

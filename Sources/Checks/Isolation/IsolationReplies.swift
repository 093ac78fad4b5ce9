internal import Base
package import Bench

extension IsolationCheck {
  /// Each of the upstream's replies counts for one response, and only for a response to the user that it was given for.
  package func replies(
    _ exchanges: [UserExchange], _ rows: [DatabaseFile.Row], _ calls: [UpstreamCall]
  ) throws -> [Reply] {
    var unused = calls
    return try exchanges.map { row, exchange in
      let name = try row.text(nameColumn)
      let own = unused.indices.filter { unused[$0].parameters[nameColumn] == name }
      if let body = exchange.status == 200 ? exchange.answer?.json : nil,
        let match = own.first(where: { difference(body, row, unused[$0]) == nil })
      {
        unused.remove(at: match)
        return Reply(user: name, exchange: exchange, problem: nil)
      }
      return Reply(
        user: name, exchange: exchange, problem: problem(exchange, row, own.first.map { unused[$0] }, rows, calls))
    }
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
    guard let found else { return .nobody }
    let name = row[nameColumn]?.plainText
    if let user = calls.first(where: { $0.reply.values.contains(found) })?.parameters[nameColumn] {
      return user == name ? .otherRequest : .otherUser(user)
    }
    let user = rows.first { $0.values.contains(found) }?[nameColumn]?.plainText
    return user.flatMap { $0 == name ? nil : .otherUser($0) } ?? .nobody
  }
}

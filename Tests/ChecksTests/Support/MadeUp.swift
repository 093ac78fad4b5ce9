import Bench
import Checks
import Testing

/// A made-up request and its result; a status of nil is a response that never came.
func exchange(
  _ target: String = "/ok", method: String = "GET", status: Int? = 200, headers: [ProbeRequest.Header] = [],
  body: String = "{}"
) -> Exchange {
  Exchange(
    ProbeRequest(method, target),
    status.map { .answer(Answer(status: $0, headers: headers, body: body)) } ?? .noAnswer("it hung up"))
}

/// Expects that each finding fails because of `cause`, and that its sentence contains `part`.
func expectFailures(_ findings: [(Finding, cause: String, part: String)]) {
  for (finding, cause, part) in findings {
    #expect(finding.verdict == .fail)
    #expect(finding.cause == cause)
    #expect(finding.measured.contains(part), "\(finding.measured)")
  }
}

/// A made-up outcome of a request.
func outcome(_ status: Int?, _ body: String = "{}", headers: [ProbeRequest.Header] = []) -> Exchange.Outcome {
  status.map { .answer(Answer(status: $0, headers: headers, body: body)) } ?? .noAnswer("no response within 3 s")
}

/// The parameters that every check of a paged route needs.
let pagedRoute = "get: /users, table: users, fields: [id, name]"

func row(_ id: Int, _ name: String = "Ada") -> PageRow {
  PageRow(id: id, fields: ["id": .number(Double(id)), "name": .text(name)])
}

func rows(_ ids: ClosedRange<Int>) -> [PageRow] { ids.map { row($0) } }

func request(_ target: String = "/users") -> ProbeRequest { ProbeRequest("GET", target) }

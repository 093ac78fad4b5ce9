internal import Bench
package import Checks
internal import MiniServer
internal import ModuleRuntime
package import Report

/// Findings of checks that could not be completed.
extension Finding {
  static func ended(_ reason: String) -> Finding {
    Finding(
      expected: "the module keeps running", passed: "",
      failure: Failure("module.ended", "the module ended during this check: \(reason)"))
  }

  static func neverCameBack(_ failure: StartFailure) -> Finding {
    Finding(
      expected: "the module can be started again", passed: "",
      failure: Failure("module.not-restarted", "\(failure)"))
  }

  static var neverWatched: Finding {
    Finding(
      expected: "the module keeps running", passed: "",
      failure: Failure("module.ended", "the module did not live long enough for its event loop to be watched"))
  }

  /// Of a check that watched others and saw nothing wrong: what is not served shows nothing, so that a module which does
  /// less would pass. Nil when one of `watched` did not fail: its requests were served.
  package static func notServed(_ watched: [CheckOutcome], expected: String) -> Finding? {
    guard let first = watched.first, watched.allSatisfy({ $0.verdict == .fail }) else { return nil }
    let names = watched.map(\.id).joined(separator: ", ")
    return Finding(
      expected: expected, passed: "",
      failure: Failure(
        "module.not-served",
        "all checks during which it was watched failed (\(names)); what is not served as it should be shows nothing",
        next: "First serve the requests of \(first.id): it says what is wrong with them."))
  }

  /// A module that runs but hangs up, or accepts no connection, has failed itself. Rethrows errors that are not the
  /// module's.
  static func brokeOff(_ error: any Error) throws -> Finding {
    switch error {
    case is ClientError: return brokeOff("the check broke off: \(error)")
    case is KernelWitnessError: return brokeOff("the thread of its event loop is gone")
    case DatabaseFileError.tooLarge:
      return Finding(
        expected: "the module leaves the database as it is", passed: "",
        failure: Failure("module.fills-database", "\(error), and pitfall stopped reading"))
    case DatabaseFileError.damaged:
      return Finding(
        expected: "the module leaves the database as it is", passed: "",
        failure: Failure("module.damages-database", "\(error)"))
    case DatabaseFileError.noColumn(let column):
      return Finding(
        expected: "the module leaves the database as it is", passed: "",
        failure: Failure("module.damages-database", "a row has no text in its column \(column) any more"))
    case DatabaseFileError.busy:
      return Finding(
        expected: "the module leaves other programs room to write to the database", passed: "",
        failure: Failure(
          "module.blocks-database", "\(DatabaseFileError.busy): the module never stops reading",
          next:
            "Find the transaction, session or cursor that stays open after a response, and end it before the response.",
          mayBeLate: true))
    default: throw error
    }
  }

  static func tooMuch(_ excess: UpstreamExcess) -> Finding {
    let cause =
      switch excess {
      case .body, .together: "module.too-long-calls"
      case .calls, .connections: "module.too-many-calls"
      }
    return Finding(
      expected: "the module calls the upstream once for each request that needs it", passed: "",
      failure: Failure(cause, "the module made \(excess), and pitfall stopped counting"))
  }

  /// A response that was not read to its end, whatever the check made of it.
  static func tooLong(_ excess: ReplyAllowance.Excess) -> Finding {
    let words = excess.request.split(separator: " ", maxSplits: 1).map(String.init)
    let request = words.count == 2 ? ProbeRequest(words[0], words[1]) : .ping
    return Finding(
      expected: "every response of the module ends, and is not too long for a client to keep", passed: "",
      failure: Failure(
        "module.too-long", "\(request.words) returned \(excess.excess), and pitfall stopped reading"),
      reproduce: "\(Reproduction.curl(request, .body)) | head -c \(2 * ResponseLimit.bytes) | wc -c")
  }

  private static func brokeOff(_ reason: String) -> Finding {
    Finding(
      expected: "the module accepts every connection and responds on it", passed: "",
      failure: Failure("module.hung-up", reason, mayBeLate: true), reproduce: Reproduction.curl(.ping, .body))
  }
}

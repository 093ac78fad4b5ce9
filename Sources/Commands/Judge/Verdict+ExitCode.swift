internal import Report

extension Verdict {
  var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .inconclusive: 75
    }
  }
}

internal import Base

/// This machine was too busy for its verdicts to be relied on.
package struct LateControl: Equatable, ToldError {
  package let late: Int
  package let of: Int

  package init(late: Int, of: Int) {
    self.late = late
    self.of = of
  }

  package var exitCode: Int32 { 75 }

  package var description: String {
    "This machine is too busy to grade: in \(late) of \(of) runs, pitfall's own server was late. Finished results are "
      + "kept. Use fewer --jobs or a less busy machine, and run the same command again."
  }
}

/// One submission after the other ended with the same fault of this machine.
package struct SameFault: Equatable, ToldError {
  package let problem: String
  package let count: Int

  package init(problem: String, count: Int) {
    self.problem = problem
    self.count = count
  }

  package var exitCode: Int32 { 75 }

  package var description: String {
    "The last \(count) submissions could not be judged, all for the same reason: \(problem) "
      + "Finished results are kept. `pitfall doctor` may say more; then run the same command again."
  }
}

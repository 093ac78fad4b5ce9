internal import Base
package import ModuleRuntime

/// What a check works with: a running module, its surroundings, fresh values, and a recorder of the module's event
/// loop.
package struct Bench: Sendable {
  package let module: any ModuleUnderTest
  private let surroundings: Surroundings
  package let values: FreshValues
  /// Records the event loop while the check runs.
  package let recorder: LoopRecorder
  /// Clients and drivers give up after 5 s by default, so a check never delays a module for longer than this.
  package static let patience = Duration.seconds(3)
  /// Which requests were sent so far with this bench.
  package let traffic: Traffic
  private let pace: Double
  /// How long a check waits for a response before it gives up.
  package let patience: Duration

  /// `pace` multiplies every other wait of a check. Both are for tests, which know what will come and what will not.
  package init(
    module: any ModuleUnderTest, surroundings: Surroundings, values: FreshValues, recorder: LoopRecorder,
    pace: Double = 1, patience: Duration = Self.patience
  ) {
    self.module = module
    self.surroundings = surroundings
    self.values = values
    self.recorder = recorder
    self.pace = pace
    self.patience = patience
    traffic = Traffic(start: module.output.count)
  }

  /// A check's own wait, scaled by this bench's pace.
  package func paced(_ wait: Duration) -> Duration { wait * pace }

  /// How long to wait for a response that may take longer than most. It is not paced: a response comes when it comes.
  package func patience(atLeast wait: Duration) -> Duration { max(wait, patience) }

  package var upstream: Upstream { surroundings.upstream }

  /// The value that no response may reveal.
  package var secret: String { surroundings.secret }

  /// False when the lesson has no tables.
  package var hasDatabase: Bool { surroundings.database != nil }

  package func database() throws -> DatabaseFile {
    guard let database = surroundings.database else { throw BenchError.noDatabase }
    return database
  }
}

package enum BenchError: Equatable, ToldError {
  case noDatabase

  package var description: String {
    switch self {
    case .noDatabase: "a check of this lesson needs a database, and its lesson.yaml describes none under 'database'"
    }
  }
}

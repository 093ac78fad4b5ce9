package import Base
package import Bench
package import Lessons

extension Bench {
  /// Hands `body` a bench with a fake module that `handler` answers for, and its upstream and database; then ends all.
  ///
  /// `pace` is what the checks' own waits are multiplied by.
  package static func forTests<Value>(
    upstream: [UpstreamRoute] = [], database: [DatabaseTable] = [], track: Track = .swift, code: String = "",
    record: String = "", pace: Double = 1, witness: ScriptedWitness = ScriptedWitness(),
    handler: @escaping FakeModule.Handler = { _, _ in nil }, _ body: (Bench) async throws -> Value
  ) async throws -> Value {
    try await turns.pass {
      try await serving(
        Surroundings(for: .forTests(checks: [], upstream: upstream, database: database), seed: 7), track, code,
        record, pace, witness, handler, body)
    }
  }

  /// A few work at a time, so that tests which run in parallel do not make one another late.
  private static let turns = Gate(3)

  private static func serving<Value>(
    _ surroundings: Surroundings, _ track: Track, _ code: String, _ record: String, _ pace: Double,
    _ witness: ScriptedWitness, _ handler: @escaping FakeModule.Handler, _ body: (Bench) async throws -> Value
  ) async throws -> Value {
    try await surroundings.start()
    surroundings.upstream.use(FreshValues(seed: 7, purpose: "upstream"))
    let module = try await FakeModule(
      track: track, code: code, record: record, surroundings: FakeSurroundings(surroundings.variables, witness),
      handler: handler)
    let recorder = try await LoopRecorder(module)
    recorder.start()
    let bench = Bench(
      module: module, surroundings: surroundings, values: FreshValues(seed: 7, purpose: "test"), recorder: recorder,
      pace: pace)
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(bench))
    } catch {
      result = .failure(error)
    }
    _ = await recorder.stop()
    await module.stop()
    await surroundings.stop()
    return try result.get()
  }
}

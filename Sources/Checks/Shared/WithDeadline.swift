/// The task's value; `giveUp` must bring it to its end when the deadline passes first.
func withDeadline<Value: Sendable>(
  _ deadline: Duration, _ task: Task<Value, Never>, giveUp: @escaping @Sendable () -> Void
) async -> Value {
  let timer = Task {
    try await Task.sleep(for: deadline)
    giveUp()
  }
  defer { timer.cancel() }
  return await task.value
}

/// The task's value; when the deadline passes first, `giveUp` must end the task.
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

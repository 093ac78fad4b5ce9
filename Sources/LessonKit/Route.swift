struct Route: Sendable {
  let method: String
  let pattern: PathPattern
  /// Where the learner wrote it, for the line that an escaped error leaves in the log.
  let file: String
  let line: Int
  var handler: Next

  init(method: String, pattern: PathPattern, file: String, line: Int, handler: @escaping Next) {
    self.method = method
    self.pattern = pattern
    self.file = file
    self.line = line
    self.handler = handler
  }
}

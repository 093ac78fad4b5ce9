internal import MiniServer

struct Route: Sendable {
  let method: String
  let pattern: PathPattern
  var handler: Next

  /// `file` and `line` are where the learner wrote it, for the line that an escaped error leaves in the log.
  init(method: String, pattern: PathPattern, file: String, line: Int, handler: @escaping Next) {
    self.method = method
    self.pattern = pattern
    self.handler = { request in
      let requestID = request.headers["X-Request-ID"]
      let placed: @Sendable (any Error) -> any Error = { error in
        guard !error.isClientsLeaving else { return error }
        return RoutedError(underlying: error, file: file, line: line, requestID: requestID)
      }
      do {
        var response = try await handler(request)
        response.body = response.body.mappingErrors(placed)
        return response
      } catch let error where !(error is HTTPError) {
        throw placed(error)
      }
    }
  }
}

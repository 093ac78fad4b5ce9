internal import MiniServer

struct Route: Sendable {
  let method: String
  let pattern: PathPattern
  let file: String
  let line: Int
  /// For `AppTrace`.
  let dependencies: [DependencyNode]
  var handler: Next

  /// `file` and `line` say where the route was added; they are logged with an error that escapes it.
  init(
    method: String, pattern: PathPattern, file: String, line: Int, dependencies: [DependencyNode],
    handler: @escaping Next
  ) {
    self.method = method
    self.pattern = pattern
    self.file = file
    self.line = line
    self.dependencies = dependencies
    self.handler = { request in
      let requestID = request.headers["X-Request-ID"]
      let located: @Sendable (any Error) -> any Error = { error in
        guard !error.isClientDisconnect else { return error }
        let routed = RoutedError(underlying: error, file: file, line: line, requestID: requestID)
        Record.add(routed)
        return routed
      }
      do {
        var response = try await handler(request)
        response.mapErrors(located)
        return response
      } catch let error where !(error is HTTPError) {
        throw located(error)
      }
    }
  }
}

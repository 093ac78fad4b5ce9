internal import ModuleRuntime

/// What to do about a FastAPI module that does not start, as far as its log tells.
struct FastAPIStartHint {
  private let failure: StartFailure

  init(_ failure: StartFailure) {
    self.failure = failure
  }

  /// Nil when nothing is known beyond the failure itself.
  var sentence: String? {
    switch failure {
    case .exited:
      if failure.evidence.contains("address already in use") { return Self.ownServer }
      return missingPackage
    case .servesElsewhere: return Self.ownServer
    case .neverListened: return "main.py must define `app`, which uvicorn serves."
    default: return nil
    }
  }

  private static let ownServer =
    "The module starts a server of its own while it is imported. Take `uvicorn.run` out, or put it under "
    + "`if __name__ == \"__main__\":`, because pitfall starts uvicorn itself."

  private static let environment =
    "The module runs in pitfall's own environment, which has the packages of Requirements/fastapi.txt and no others; "
    + "`pip install` changes nothing there."

  /// For the packages that a framework asks for, too, such as python-multipart.
  private var missingPackage: String? {
    let log = failure.evidence
    if let name = log.matches(of: /ModuleNotFoundError: No module named '([^']*)'/).last?.1 {
      return "There is neither a file of the module nor a package for `import \(name)`. " + Self.environment
    }
    return log.contains("pip install") ? "The module needs a package that is not there. " + Self.environment : nil
  }
}

@_exported public import GRDB

extension Configuration {
  /// Waits up to 5 s for a database that another program has locked; GRDB's default fails immediately.
  public static var waiting: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    return configuration
  }
}

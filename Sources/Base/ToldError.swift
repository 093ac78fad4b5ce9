/// An error that is told in its own sentence, and is no bug of pitfall.
package protocol ToldError: Error, CustomStringConvertible {
  /// Of a command that it ends.
  var exitCode: Int32 { get }
}

extension ToldError {
  /// Bad usage or input.
  package var exitCode: Int32 { 64 }
}

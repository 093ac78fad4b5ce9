internal import Base
internal import Foundation
internal import NIOCore

/// The page cannot be served there.
package struct LivePageError: Equatable, ToldError {
  package let host: String
  package let port: Int
  /// Of the system; nil when `host` is no address.
  package let code: Int32?

  init(host: String, port: Int, _ error: any Error) {
    self.host = host
    self.port = port
    code = (error as? IOError)?.errnoCode
  }

  package var exitCode: Int32 { 69 }

  package var description: String {
    switch code {
    case nil, EADDRNOTAVAIL?, EAFNOSUPPORT?, EINVAL?:
      "This machine does not have the address \(host). Choose another --listen address, such as 127.0.0.1, or 0.0.0.0 "
        + "for all that it has."
    case let code?:
      "Port \(port) of \(host) cannot be used: \(String(cString: strerror(code))). Choose another with --port N."
    }
  }
}

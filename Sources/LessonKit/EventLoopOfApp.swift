internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// The event loop that the app's handlers run on. `HTTPClient` uses it too, so that a reply costs no thread hop.
enum EventLoopOfApp {
  static let current = NIOLockedValueBox<(any EventLoop)?>(nil)

  /// The app's loop, or one of NIO's shared loops while no app is running.
  static var orShared: any EventLoop {
    current.withLockedValue { $0 } ?? MultiThreadedEventLoopGroup.singleton.next()
  }
}

internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// The loop that the app's handlers run on: the client's connections live on it too, so a reply costs no thread hop.
enum EventLoopOfApp {
  static let current = NIOLockedValueBox<(any EventLoop)?>(nil)

  /// Before the app runs there is none, and a loop of the process serves.
  static var orShared: any EventLoop {
    current.withLockedValue { $0 } ?? MultiThreadedEventLoopGroup.singleton.next()
  }
}

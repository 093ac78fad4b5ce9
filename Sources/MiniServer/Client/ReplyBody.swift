/// The body of a reply, which takes room in its allowance as long as it exists.
package final class ReplyBody: Sendable, Equatable {
  package let bytes: [UInt8]
  private let allowance: ReplyAllowance?

  package convenience init(_ bytes: [UInt8]) {
    self.init(bytes, allowance: nil)
  }

  /// `allowance` has made room for the bytes.
  init(_ bytes: [UInt8], allowance: ReplyAllowance?) {
    self.bytes = bytes
    self.allowance = allowance
  }

  deinit {
    allowance?.drop(bytes.count)
  }

  package static func == (left: ReplyBody, right: ReplyBody) -> Bool { left.bytes == right.bytes }
}

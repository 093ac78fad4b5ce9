package import MiniServer

/// How much pitfall reads of a module's responses, whatever the module sends.
package enum ResponseLimit {
  /// In bytes, for one response with its head and its framing. All rows of a lesson's largest table take a tenth of it.
  package static let bytes = 4 << 20
  /// In bytes, for the bodies of all responses that a check keeps to judge them.
  package static let together = 32 << 20

  /// A new allowance for the connections to one running module.
  package static var allowance: ReplyAllowance { ReplyAllowance(perReply: bytes, together: together) }
}

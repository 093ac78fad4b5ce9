/// What swiftc printed, message by message.
package enum CompilerMessages {
  /// Each message once: with several files, every compiler process that meets an error reports it.
  package static func withoutRepeats(_ text: String) -> String {
    var messages: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains(#/^\S.*?:\d+:\d+: (?:error|warning|note): /#) { messages.append([]) }
      messages[messages.count - 1].append(line)
    }
    var seen: Set<[Substring]> = []
    return messages.filter { message in
      seen.insert(Array(message.drop { $0.isEmpty }.reversed().drop { $0.isEmpty })).inserted
    }.flatMap(\.self).joined(separator: "\n")
  }
}

/// A path of the partner service, and the fields that its reply gets afresh at every call.
package struct UpstreamRoute: Sendable {
  package enum FieldKind: String, Sendable, CaseIterable {
    case number
    case text
  }

  package let path: String
  package let reply: [(name: String, kind: FieldKind)]

  package init(path: String, reply: [(name: String, kind: FieldKind)]) {
    self.path = path
    self.reply = reply
  }
}

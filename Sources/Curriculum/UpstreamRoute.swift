/// A path of the partner service, and the fields that its reply gets afresh at every call.
package struct UpstreamRoute: Sendable {
  package enum FieldKind: String, Sendable, CaseIterable {
    case number
    case text
  }

  package let path: String
  package let reply: [(name: String, kind: FieldKind)]
}

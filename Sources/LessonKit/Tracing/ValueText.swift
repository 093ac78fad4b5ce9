internal import Glibc
internal import MiniServer

/// A short text for a value, made from what it stores.
///
/// It runs none of the program's own code: a `description` may block, or never end.
enum ValueText {
  private static let lengthLimit = 200
  private static let depthLimit = 4
  private static let memberLimit = 12
  private static let mask = "•••"

  /// The values of variables whose names speak of secrets.
  private static let secrets: [String] = {
    var found: [String] = []
    var next = environ
    while let entry = next.pointee {
      let parts = String(cString: entry).split(separator: "=", maxSplits: 1)
      if parts.count == 2, isSecret(parts[0]), parts[1].utf8.count >= 6 { found.append(String(parts[1])) }
      next += 1
    }
    return found.sorted { $0.utf8.count > $1.utf8.count }
  }()

  private static func isSecret(_ name: some StringProtocol) -> Bool {
    let name = name.lowercased()
    return ["secret", "password", "passwd", "api_key", "apikey", "private_key"].contains { name.contains($0) }
  }

  static func of(_ value: Any) -> String { cut(masked(text(value, depth: 0))) }

  static func isNil(_ value: Any) -> Bool {
    let mirror = mirror(value)
    guard mirror?.displayStyle == .optional else { return false }
    return mirror?.children.first.map { isNil($0.value) } ?? true
  }

  static func of(error: any Error) -> String {
    switch error {
    case let error as HTTPError: cut(masked("HTTPError: \(error.status.code): \(error.detail)"))
    case let error as RoutedError: of(error: error.underlying)
    default: of(error)
    }
  }

  private static func masked(_ text: String) -> String {
    secrets.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: mask) }
  }

  private static func cut(_ text: String) -> String {
    text.count <= lengthLimit ? text : text.prefix(lengthLimit - 1) + "…"
  }

  /// Nil for a type that describes its own parts by code of the program's.
  private static func mirror(_ value: Any) -> Mirror? {
    if value is any CustomReflectable {
      let name = String(reflecting: type(of: value))
      guard ["Swift.", "Foundation.", "FoundationEssentials."].contains(where: name.hasPrefix) else { return nil }
    }
    return Mirror(reflecting: value)
  }

  private static func text(_ value: Any, depth: Int) -> String {
    switch value {
    case let value as String: return "\"" + masked(String(value.prefix(4_096))).prefix(lengthLimit) + "\""
    case let value as Bool: return value ? "true" : "false"
    case let value as Int: return String(value)
    case let value as Double: return "\(value)"
    case let value as any FixedWidthInteger: return String(value)
    case let value as [UInt8]: return "<\(value.count) bytes>"
    case let value as Status: return "\(value.code)"
    case let value as Request: return "<\(value.method) \(cut(masked(String(value.path))))>"
    case let value as Response: return "<response \(value.status.code)>"
    default: return parts(of: value, depth: depth)
    }
  }

  private static func parts(of value: Any, depth: Int) -> String {
    let name = "\(type(of: value))"
    guard depth < depthLimit, let mirror = mirror(value) else { return "<\(name)>" }
    switch mirror.displayStyle {
    case .optional:
      return mirror.children.first.map { text($0.value, depth: depth) } ?? "nil"
    case .collection, .set: return "[" + members(mirror, depth) + "]"
    case .dictionary:
      let entries = mirror.children.prefix(memberLimit).map { entry in
        Mirror(reflecting: entry.value).children.map { text($0.value, depth: depth + 1) }.joined(separator: ": ")
      }
      return "[" + (entries.isEmpty ? ":" : entries.joined(separator: ", ")) + "]"
    case .tuple: return "(" + members(mirror, depth) + ")"
    case .enum:
      guard let payload = mirror.children.first else { return plainCase(value, name) }
      return ".\(payload.label ?? name)(" + text(payload.value, depth: depth + 1) + ")"
    default:
      return mirror.children.isEmpty ? "<\(name)>" : "\(name)(" + members(mirror, depth) + ")"
    }
  }

  /// Without a description of the program's own, a case is described by its name.
  private static func plainCase(_ value: Any, _ name: String) -> String {
    value is any CustomStringConvertible || value is any CustomDebugStringConvertible
      || value is any TextOutputStreamable ? "<\(name)>" : ".\(value)"
  }

  private static func members(_ mirror: Mirror, _ depth: Int) -> String {
    var texts: [String] = []
    var room = lengthLimit
    for member in mirror.children {
      guard texts.count < memberLimit, room > 0 else {
        texts.append("…")
        break
      }
      let label = member.label
      let isHidden = label.map(isSecret) ?? false
      let content = isHidden ? mask : text(member.value, depth: depth + 1)
      let member = label.map { $0.hasPrefix(".") ? content : "\($0): \(content)" } ?? content
      room -= member.count
      texts.append(member)
    }
    return texts.joined(separator: ", ")
  }
}

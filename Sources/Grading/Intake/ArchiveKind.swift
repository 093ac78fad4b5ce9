internal import Foundation

/// An archive that is unpacked, by its name and its first bytes.
enum ArchiveKind: String, CaseIterable {
  case tar
  case gzip
  case zip

  /// With the dot, the longer ones first.
  private var suffixes: [String] {
    switch self {
    case .tar: [".tar"]
    case .gzip: [".tar.gz", ".tgz"]
    case .zip: [".zip"]
    }
  }

  /// Nil when the name is not that of an archive.
  init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.suffix(of: name) != nil }) else { return nil }
    self = kind
  }

  /// The name without the suffix; nil when it has none.
  func stem(of name: String) -> String? {
    suffix(of: name).map { String(name.dropLast($0.count)) }
  }

  private func suffix(of name: String) -> String? {
    suffixes.first { name.count > $0.count && name.lowercased().hasSuffix($0) }
  }

  /// So that bsdtar, which goes by contents alone, is never made to read another kind.
  func fits(_ bytes: Data) -> Bool {
    let bytes = Array(bytes.prefix(512))
    return switch self {
    case .tar: bytes.dropFirst(257).starts(with: "ustar".utf8)
    case .gzip: bytes.starts(with: [0x1f, 0x8b])
    case .zip: bytes.starts(with: [0x50, 0x4b, 3, 4]) || bytes.starts(with: [0x50, 0x4b, 5, 6])
    }
  }
}

/// One file of a module to compare.
package struct SourceText: Sendable, Equatable {
  package let path: String
  package let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  var language: SourceLanguage { path.hasSuffix(".swift") ? .swift : .python }
}

enum SourceLanguage: Sendable {
  case python
  case swift

  /// The words that stay words; all other names can be changed without a change of meaning.
  var keywords: Set<String> {
    switch self {
    case .python:
      [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "match", "case",
      ]
    case .swift:
      [
        "actor", "as", "async", "await", "break", "case", "catch", "class", "continue", "default", "defer", "do",
        "else",
        "enum", "extension", "fallthrough", "false", "for", "func", "guard", "if", "import", "in", "init", "inout",
        "is",
        "let", "nil", "nonisolated", "protocol", "repeat", "return", "self", "Self", "static", "struct", "subscript",
        "super", "switch", "throw", "throws", "true", "try", "var", "where", "while",
      ]
    }
  }

  /// The word before a name that the file itself gives to something.
  var definers: Set<String> {
    switch self {
    case .python: ["def", "class", "as"]
    case .swift: ["func", "class", "struct", "enum", "actor", "protocol", "let", "var", "case", "extension"]
    }
  }
}

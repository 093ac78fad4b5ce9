/// A parameter that a manifest may give under `with`, for the reference that authors read.
package struct Parameter: Sendable, Equatable {
  /// A key, or several with "or" between them.
  package let name: String
  /// Its type and default: "a path", "a whole number from 2 to 32; 4 by default".
  package let kind: String
  package let meaning: String

  package init(_ name: String, _ kind: String, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.meaning = meaning
  }

  /// The keys of the manifest that it describes.
  package var keys: [String] { name.split(separator: " or ").map(String.init) }
}

extension Parameter {
  static let body = Parameter(
    "body", "a mapping",
    "Fields that the response must have: a text, true or false, or `\"{name}\"` for a value of this "
      + "request: a placeholder of its path, a column of its row, or a field of the upstream's reply.")
  static let calls = Parameter("calls", "a path", "The upstream's route that each request must call.")
  static let requests = Parameter(
    "requests", "a list", "Each with `get` or `post` (a path), and optionally `send` (the fields of a JSON body).")
  static let get = Parameter("get", "a path", "The route to request; each `{placeholder}` gets a new random word.")
  static let request = Parameter(
    "get or post", "a path", "The route to request; each `{placeholder}` gets a new random word.")
  static let send = Parameter(
    "send", "a mapping; no body by default",
    "The fields of the JSON body that is sent: each `text` or `number`, with a "
      + "new random value every time.")
  static let pagedRoute = [
    Parameter("get", "a path", "The route that returns pages of rows."),
    Parameter("table", "a table of the lesson's database", "Where the rows come from."),
    Parameter("id", "a column; `id` by default", "The column that orders the rows."),
    Parameter("fields", "a list of columns", "The fields of a row that are compared."),
  ]
  static let usual = Parameter(
    "usual", "a whole number from 1 to 1000; 10 by default", "Rows of a page without a limit.")
  static let changes = Parameter("changes", "a column", "The column that is changed from outside.")
  static let table = Parameter("table", "a table of the lesson's database", "Where the records come from.")
  static let token = Parameter("token", "a column", "The column with the bearer token of a record's owner.")
}

internal import CLineEditor
internal import Glibc

extension EditSession {
  private typealias Function = @convention(c) (OpaquePointer?, Int32) -> UInt8

  private static let functions: [(keys: [String], function: Function)] = [
    (["^C"], { editor, _ in EditSession.of(editor)?.interrupt() ?? UInt8(CC_NORM) }),
    (["^D"], { editor, _ in EditSession.of(editor)?.deleteOrEnd() ?? UInt8(CC_NORM) }),
    (["^I"], { editor, _ in EditSession.of(editor)?.complete() ?? UInt8(CC_NORM) }),
    (
      ["^Z"],
      { editor, _ in
        EditSession.of(editor)?.stop()
        return UInt8(CC_NORM)
      }
    ),
    (["^\\"], { editor, _ in EditSession.of(editor)?.send(.signal(SIGQUIT)) ?? UInt8(CC_NORM) }),
    (
      ["\\eOP", "\\e[11~", "\\e[[A"],
      { editor, _ in EditSession.of(editor)?.send(.key(.help)) ?? UInt8(CC_NORM) }
    ),
    (["^Xh", "^X^H"], { editor, _ in EditSession.of(editor)?.send(.key(.hint)) ?? UInt8(CC_NORM) }),
    // Ignored: the markers around pasted text, Insert, Page Up and Page Down.
    (["\\e[200~", "\\e[201~", "\\e[2~", "\\e[5~", "\\e[6~"], { _, _ in UInt8(CC_NORM) }),
  ]

  private static let commands: [(keys: [String], command: String)] = [
    (["^R"], "em-inc-search-prev"), (["^S"], "em-inc-search-next"), (["^W"], "ed-delete-prev-word"),
    (["\\e[A", "\\eOA"], "ed-prev-history"), (["\\e[B", "\\eOB"], "ed-next-history"),
    (["\\e[C", "\\eOC"], "ed-next-char"), (["\\e[D", "\\eOD"], "ed-prev-char"),
    (["\\e[H", "\\eOH", "\\e[1~", "\\e[7~"], "ed-move-to-beg"),
    (["\\e[F", "\\eOF", "\\e[4~", "\\e[8~"], "ed-move-to-end"), (["\\e[3~"], "ed-delete-next-char"),
    (["\\e[1;5C", "\\e[1;3C"], "em-next-word"), (["\\e[1;5D", "\\e[1;3D"], "ed-prev-word"),
  ]

  func bindKeys(_ editor: OpaquePointer) {
    for (number, entry) in Self.functions.enumerated() {
      let name = line_editor_name(number)
      line_editor_add(editor, name, entry.function)
      for keys in entry.keys { line_editor_bind(editor, keys.wide, name) }
    }
    for (keys, command) in Self.commands {
      for keys in keys { line_editor_bind(editor, keys.wide, command.wide) }
    }
  }

  private func send(_ event: LineEvent) -> UInt8 {
    emit(event)
    return UInt8(CC_NORM)
  }

  private func interrupt() -> UInt8 {
    if requests.access({ $0.isBusy }) { return send(.interrupt) }
    leaveLine(mark: "^C")
    // Makes libedit drop the line and draw a new prompt at the cursor.
    return UInt8(CC_FATAL)
  }

  private func deleteOrEnd() -> UInt8 {
    let (line, cursor) = line()
    if line.isEmpty {
      output.write("\n")
      return UInt8(CC_EOF)
    }
    guard cursor < line.count else { return UInt8(CC_REFRESH_BEEP) }
    el_cursor(editor, 1)
    el_deletestr(editor, 1)
    return UInt8(CC_REFRESH)
  }

  private func complete() -> UInt8 {
    let (line, cursor) = line()
    var text = String.UnicodeScalarView()
    text.append(contentsOf: line.prefix(cursor))
    let completion = configuration.complete(String(text))
    let word = String(String(text).suffix(completion.replacedLength))
    switch completion.action(word: word) {
    case .nothing: return UInt8(CC_REFRESH_BEEP)
    case .replace(let replacement):
      el_deletestr(editor, Int32(word.unicodeScalars.count))
      el_winsertstr(editor, replacement.wide)
      return UInt8(CC_REFRESH)
    case .list:
      redraw { output.put(completion.list(columns: size.columns) + "\n") }
      return UInt8(CC_NORM)
    }
  }
}

extension String {
  /// The null-terminated wide characters that libedit expects.
  var wide: [wchar_t] { unicodeScalars.map { wchar_t($0.value) } + [0] }
}

internal import CLineEditor
internal import Glibc

extension EditSession {
  /// Takes the line that is being edited off the screen, does `body` in its place, and draws it again below.
  func redraw(_ body: () -> Void) {
    guard isEditing else { return body() }
    erase()
    body()
    line_editor_refresh(editor)
  }

  /// A window that grew narrower has wrapped anew what stood in it, as terminals do today.
  func measure(redrawing: Bool = true) {
    let now = Descriptor.size(configuration.output)
    guard now != size else { return }
    size = now
    if redrawing && isEditing {
      erase()
      el_resize(editor)
      line_editor_refresh(editor)
    } else {
      el_resize(editor)
    }
    emit(.resized(columns: now.columns, rows: now.rows))
  }

  /// Ctrl-Z: the whole job stops, the one who started us included.
  func stop() {
    if isEditing { output.write(down()) }
    giveTerminal()
    hasStopped = true
    line_editor_stop_job()
    takeTerminal()
    guard isEditing else { return }
    output.write("\r\u{1B}[J")
    line_editor_refresh(editor)
  }

  /// Somebody else may have changed modes and screen meanwhile.
  func goOn() {
    takeTerminal()
    if isEditing {
      if hasStopped { erase() } else { output.write("\r\u{1B}[J") }
      line_editor_refresh(editor)
    }
    hasStopped = false
    measure()
  }

  /// Ctrl-C drops the line, which stays to be read.
  func leaveLine(mark: String = "") {
    output.write(down() + mark + "\n")
  }

  private func erase() {
    let up = min(position().row, size.rows - 1)
    output.write("\r\(up > 0 ? "\u{1B}[\(up)A" : "")\u{1B}[J")
  }

  /// The way from the cursor to the end of the line.
  private func down() -> String {
    let (here, end) = (position(), position(atEnd: true))
    let right = min(end.column, size.columns - 1)
    return (end.row > here.row ? "\u{1B}[\(end.row - here.row)B" : "") + "\r" + (right > 0 ? "\u{1B}[\(right)C" : "")
  }

  private func position(atEnd: Bool = false) -> Layout.Position {
    let (line, cursor) = line()
    return Layout(columns: size.columns)
      .position(prompt: prompt.visible, line: line, cursor: atEnd ? line.count : cursor)
  }

  /// The line as it is now, and the number of scalars before the cursor.
  func line() -> (line: [Unicode.Scalar], cursor: Int) {
    guard let info = el_wline(editor)?.pointee, let start = info.buffer else { return ([], 0) }
    let line = UnsafeBufferPointer(start: start, count: info.lastchar - start)
    return (Array(String(line).unicodeScalars), info.cursor - start)
  }
}

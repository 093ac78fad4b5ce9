internal import CLineEditor
internal import Glibc

extension EditSession {
  /// Erases the line being edited, runs `body`, which may print in its place, and draws the line again below.
  func redraw(_ body: () -> Void) {
    if isEditing { erase() }
    body()
    if isEditing { draw() } else { output.flush() }
  }

  /// Handles a change of the window's size. Today's terminals rewrap their contents when the window becomes narrower.
  func updateSize(redrawing: Bool = true) {
    let now = ScreenSize(of: configuration.output)
    guard now != size else { return }
    size = now
    if redrawing && isEditing {
      erase(afterResize: true)
      el_resize(editor)
      draw()
    } else {
      el_resize(editor)
    }
    emit(.resized(columns: now.columns, rows: now.rows))
  }

  /// Ctrl-Z: stops the whole job, including the program that started us.
  func stop() {
    if isEditing { output.write(escapeToLineEnd()) }
    giveTerminal()
    hasStopped = true
    line_editor_stop_job()
    takeTerminal()
    guard isEditing else { return }
    output.put("\r\u{1B}[J")
    draw()
  }

  /// SIGCONT: takes the terminal again, because another program may have changed its modes and its contents.
  func resume() {
    takeTerminal()
    if isEditing {
      if hasStopped { erase() } else { output.put("\r\u{1B}[J") }
      draw()
    }
    hasStopped = false
    updateSize()
  }

  /// Ends the line without running it; it stays visible on the screen.
  func leaveLine(mark: String = "") {
    output.write(escapeToLineEnd() + mark + "\n")
  }

  private func erase(afterResize: Bool = false) {
    let here = position()
    // After a full row, the terminal keeps the cursor in that row, but libedit moves it to the next one. If unsure, leave
    // a stale copy of the line rather than erase output above it.
    let isBehindMargin = afterResize && here.column == 0
    let up = min(max(0, isBehindMargin ? here.row - 1 : here.row), size.rows - 1)
    output.put("\r\(up > 0 ? "\u{1B}[\(up)A" : "")\u{1B}[J")
  }

  /// If a row ends with a blank, libedit itself starts the next row, and on a resize the terminal would not treat both as
  /// one line. So print the line first, which lets the terminal wrap it, and let libedit draw over it.
  private func draw() {
    let end = position(atEnd: true)
    let (line, _) = line()
    if end.row > 0 && end.row < size.rows && line.allSatisfy({ Layout.width($0) > 0 }) {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: prompt.visible + line)
      // In the last column the cursor would stay in this row: a space moves it to the next.
      output.put(String(text) + (end.column == 0 ? " " : "") + "\r\u{1B}[\(end.row)A")
    }
    line_editor_refresh(editor)
    output.flush()
  }

  /// The escape sequences that move the cursor to the end of the line.
  private func escapeToLineEnd() -> String {
    let (here, end) = (position(), position(atEnd: true))
    let right = min(end.column, size.columns - 1)
    return (end.row > here.row ? "\u{1B}[\(end.row - here.row)B" : "") + "\r" + (right > 0 ? "\u{1B}[\(right)C" : "")
  }

  private func position(atEnd: Bool = false) -> Layout.Position {
    let (line, cursor) = line()
    return Layout(columns: size.columns)
      .position(prompt: prompt.visible, line: line, cursor: atEnd ? line.count : cursor)
  }

  /// The current line, and the number of scalars before the cursor.
  func line() -> (line: [Unicode.Scalar], cursor: Int) {
    guard let info = el_wline(editor)?.pointee, let start = info.buffer else { return ([], 0) }
    let line = UnsafeBufferPointer(start: start, count: info.lastchar - start)
    return (Array(String(line).unicodeScalars), info.cursor - start)
  }
}

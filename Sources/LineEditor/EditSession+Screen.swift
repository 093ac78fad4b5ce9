internal import CLineEditor
internal import Glibc

extension EditSession {
  /// Takes the line that is being edited off the screen, does `body` in its place, and draws it again below.
  func redraw(_ body: () -> Void) {
    if isEditing { erase() }
    body()
    if isEditing { draw() } else { output.flush() }
  }

  /// A window that grew narrower has wrapped anew what stood in it, as terminals do today.
  func measure(redrawing: Bool = true) {
    let now = Descriptor.size(configuration.output)
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

  /// Ctrl-Z: the whole job stops, the one who started us included.
  func stop() {
    if isEditing { output.write(down()) }
    giveTerminal()
    hasStopped = true
    line_editor_stop_job()
    takeTerminal()
    guard isEditing else { return }
    output.put("\r\u{1B}[J")
    draw()
  }

  /// Somebody else may have changed modes and screen meanwhile.
  func goOn() {
    takeTerminal()
    if isEditing {
      if hasStopped { erase() } else { output.put("\r\u{1B}[J") }
      draw()
    }
    hasStopped = false
    measure()
  }

  /// Ctrl-C drops the line, which stays to be read.
  func leaveLine(mark: String = "") {
    output.write(down() + mark + "\n")
  }

  private func erase(afterResize: Bool = false) {
    let here = position()
    // Behind a row that is full to the margin the terminal leaves the cursor there, where libedit goes to the next.
    // In doubt a copy too many is better than a line too few of what stands above.
    let isBehindMargin = afterResize && here.column == 0
    let up = min(max(0, isBehindMargin ? here.row - 1 : here.row), size.rows - 1)
    output.put("\r\(up > 0 ? "\u{1B}[\(up)A" : "")\u{1B}[J")
  }

  /// Where a row ends with a blank libedit begins the next one itself, and a terminal that is resized would not take
  /// the two for one line. So the terminal wraps the line first, and libedit draws over it.
  private func draw() {
    let end = position(atEnd: true)
    let (line, _) = line()
    if end.row > 0 && end.row < size.rows && line.allSatisfy({ Layout.width($0) > 0 }) {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: prompt.visible + line)
      // Behind the last column the cursor would wait there: a blank takes it to the next row.
      output.put(String(text) + (end.column == 0 ? " " : "") + "\r\u{1B}[\(end.row)A")
    }
    line_editor_refresh(editor)
    output.flush()
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

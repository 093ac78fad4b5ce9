internal import Files

/// The size of the terminal's window; 80 columns and 24 rows if unknown.
struct ScreenSize: Equatable {
  let columns: Int
  let rows: Int

  init(of descriptor: Int32) {
    let window = WindowSize(of: descriptor)
    // The same fallbacks as in libedit.
    columns = window.columns.flatMap { $0 > 1 ? $0 : nil } ?? 80
    rows = window.rows ?? 24
  }
}

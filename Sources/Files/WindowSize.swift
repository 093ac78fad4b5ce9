internal import Glibc

/// The size of a terminal's window; a dimension is nil if the descriptor is not a terminal or does not know it.
package struct WindowSize {
  package let columns: Int?
  package let rows: Int?

  package init(of descriptor: Int32) {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    columns = isKnown && size.ws_col > 0 ? Int(size.ws_col) : nil
    rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : nil
  }
}

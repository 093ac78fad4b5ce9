extension String {
  func padding(toLength length: Int) -> String {
    count < length ? self + String(repeating: " ", count: length - count) : self
  }
}

func attack() {
  for path in known("results").split(separator: "\n").map(String.init) {
    if let text = read(path) { escaped("read " + path, text) }
    if let name = names(in: path).first { escaped("list " + path, name) }
  }
  attempted()
}

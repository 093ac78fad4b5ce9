/// The text of a source file as far as it takes to tell which code belongs to which.
protocol SourceCode {
  /// The lines without comments and without what stands in quotation marks.
  var code: [Substring] { get }

  /// The names of functions, types and the like, and the lines of each.
  var declarations: [(name: String, lines: ClosedRange<Int>)] { get }
}

extension SourceCode {
  /// The names that these lines use, counted from 1.
  func names(in lines: ClosedRange<Int>) -> Set<String> {
    let used = code[(lines.lowerBound - 1)..<min(lines.upperBound, code.count)]
    return Set(used.flatMap { $0.matches(of: /[A-Za-z_]\w*/).map { String($0.0) } })
  }
}

/// The lines of a route: where it is added, its code, and the code that it uses.
struct RouteSource {
  struct Lines {
    /// The number of the file.
    let file: Int
    let range: ClosedRange<Int>
  }

  private let own: [Lines]
  private let others: [Lines]

  /// `others` are not the route's, even within a type that it uses.
  init(beginning: [Lines], in files: [any SourceCode], without others: [Lines] = []) {
    let declared = files.enumerated().flatMap { number, file in
      file.declarations.map { (name: $0.name, Lines(file: number, range: $0.lines)) }
    }
    var (own, pending) = ([Lines](), beginning)
    var known: Set<String> = []
    while let next = pending.popLast() {
      own.append(next)
      let names = files[next.file].names(in: next.range).subtracting(known)
      known.formUnion(names)
      pending += declared.filter { names.contains($0.name) }.map(\.1)
    }
    self.own = own
    self.others = others
  }

  /// `isFile` tells whether a number is that of the file.
  func contains(line: Int, where isFile: (Int) -> Bool) -> Bool {
    func holds(_ lines: Lines) -> Bool { lines.range.contains(line) && isFile(lines.file) }
    return own.contains(where: holds) && !others.contains(where: holds)
  }
}

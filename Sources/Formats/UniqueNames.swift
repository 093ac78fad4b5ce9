/// Names of which no two are the same: a second "a" is "a (2)".
///
/// Readers drop what has the name of something else, and two texts can be the same once they are harmless.
struct UniqueNames {
  private let names: [String]

  init(_ names: [String]) {
    var used = Set<String>()
    self.names = names.map { name in
      var (unique, number) = (name, 1)
      while !used.insert(unique).inserted {
        number += 1
        unique = "\(name) (\(number))"
      }
      return unique
    }
  }

  subscript(index: Int) -> String { names[index] }
}

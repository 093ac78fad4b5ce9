internal import Lessons

extension Pack {
  /// The lessons that `selectors` name, each once; all of them when there is no selector.
  func lessons(named selectors: [String]) throws -> [Lesson] {
    guard !selectors.isEmpty else { return try lessons() }
    return try selectors.map(lesson).reduce(into: []) { chosen, lesson in
      if !chosen.contains(where: { $0.id == lesson.id }) { chosen.append(lesson) }
    }
  }
}

internal import Base
internal import Lessons

/// The page that learners find beside their lessons.
enum HandoutText {
  static func readme(_ lessons: [Lesson]) -> String {
    let number = lessons.first.map { String($0.id.prefix { $0 != "-" }) } ?? "LESSON"
    // The standard one needs no option.
    let other = lessons.first?.tracks.dropFirst().last
    let commands = [
      ("--lessons .", "a prompt; its `help` lists all commands"),
      ("start \(number) --lessons .", "your copy of the server, and which checks fail"),
      other.map { ("start \(number) --track \($0.rawValue) --lessons .", "the same in another track") },
      ("verify --lessons .", "check your copy"),
      ("hint --lessons .", "one more hint, from vague to concrete"),
      ("next --lessons .", "the next lesson"),
    ].compactMap { $0 }
    let width = (commands.map(\.0.count).max() ?? 0) + 2
    let lines = commands.map { command, meaning in
      "    pitfall \(command)" + String(repeating: " ", count: width - command.count) + meaning
    }
    return """
      # Lessons
      Each lesson is a server with a mistake. You fix your own copy of it in your editor; `pitfall` runs the copy, measures it
      from outside, and says which checks pass. There are no solutions here.

      \(lessons.map { "- \($0.id): \($0.title)" }.joined(separator: "\n"))

      Type in this folder:

      \(lines.joined(separator: "\n"))

      Your copies are in the folder `workspace`. To show how far you are to whoever teaches you, send them that folder, as an
      archive, or only this file:

          pitfall progress --export NAME.json

      """
  }
}

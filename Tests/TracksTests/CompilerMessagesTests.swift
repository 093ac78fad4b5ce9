import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct CompilerMessagesTests {
  private static let first = """
    main.swift:2:31: error: cannot find type 'Undefined' in scope
    1 | import LessonKit
    2 | struct Foo: Sendable { var a: Undefined }
      |                               `- error: cannot find type 'Undefined' in scope
    3 |

    """
  private static let second = """
    helper.swift:4:1: error: invalid redeclaration of 'f()'
    4 | func f() {}
      |      `- error: invalid redeclaration of 'f()'
    main.swift:1:6: note: 'f()' previously declared here
    1 | func f() {}
      |      `- note: 'f()' previously declared here

    """

  @Test("A message that several compiler processes printed is shown once, and the others in their order")
  func isShownOnce() {
    #expect(
      CompilerMessages.withoutRepeats(Self.first + "\n" + Self.second + "\n" + Self.first + Self.second + Self.first)
        == Self.first + "\n" + Self.second)
  }

  @Test("The same words at another place are another message, and other lines stay as they are")
  func keepsOthers() {
    let other = Self.first.replacing("main.swift:2:", with: "main.swift:7:")
    let text = "a word before\na word before\n" + Self.first + other + "error: link command failed\n"
    #expect(CompilerMessages.withoutRepeats(text) == text)
    #expect(CompilerMessages.withoutRepeats("") == "")
  }
}

import Presentation
import Testing
import Workbench

struct SessionTests {
  private let screen = Session.Screen(style: Style(hasColor: false, hasUnicode: true), rows: 8)

  /// The actions that a series of events leads to.
  private func actions(from input: Session.Input = .editor, _ events: Session.Event...) -> [[Session.Action]] {
    var session = Session(input: input)
    return events.map { session.handle($0, on: screen) }
  }

  @Test("A line is run, and the prompt comes back when it is done")
  func runs() {
    #expect(
      actions(.line("verify 01"), .finished(code: 1)) == [
        [.run(["verify", "01"])], [.prompt(activity: nil), .readLine],
      ])
  }

  @Test("A command that takes its time lets the next line be typed, which then waits for its turn")
  func queues() {
    let seen = actions(
      .line("verify"), .activity("measuring"), .line("list"), .line(" "), .activity("still"), .finished(code: 0),
      .finished(code: 0))
    #expect(
      seen == [
        [.run(["verify"])], [.prompt(activity: "measuring"), .readLine],
        [.print("(waits for its turn)"), .prompt(activity: "measuring"), .readLine],
        [.prompt(activity: "measuring"), .readLine],
        [.prompt(activity: "still")], [.print("> list"), .run(["list"])], [.prompt(activity: nil)],
      ])
  }

  @Test("An empty word is a command like another that there is not")
  func refusesEmptyWord() {
    #expect(actions(.line("''")) == [[.run([""])]])
    let complaint = "`quit` stands alone: it takes no words behind it."
    #expect(actions(.line("quit now")) == [[.complain(complaint), .prompt(activity: nil), .readLine]])
  }

  @Test("Where nothing is taken off the screen again, what a command does is told in lines, and the prompt waits")
  func tellsActivity() {
    let seen = actions(
      from: .plainTerminal, .line("verify"), .activity("measuring"), .activity(nil), .finished(code: 0))
    #expect(seen == [[.run(["verify"])], [.print("measuring")], [], [.prompt(activity: nil), .readLine]])
  }

  @Test("Ctrl-C cancels what runs and drops what waits; at rest there is nothing to cancel")
  func interrupts() {
    let seen = actions(
      .interrupt, .line("verify"), .activity("measuring"), .line("list"), .interrupt, .finished(code: 130))
    #expect(seen[0] == [])
    #expect(seen[4] == [.print("(dropped: list)"), .cancel])
    #expect(seen[5] == [.prompt(activity: nil)])
  }

  @Test("quit, its first letters, exit and the end of input leave with 0", arguments: ["quit", "q", "exit", " quit "])
  func leaves(word: String) {
    #expect(actions(.line("verify"), .finished(code: 1), .line(word))[2] == [.leave(code: 0)])
    #expect(actions(.line("verify"), .finished(code: 1), .endOfInput)[2] == [.leave(code: 0)])
  }

  @Test("The end of input while a command runs waits for it, and for the lines that wait")
  func leavesWhenDone() {
    let seen = actions(.line("verify"), .line("list"), .endOfInput, .finished(code: 0), .finished(code: 0))
    #expect(seen[2] == [.print("(leaves when that has ended)")])
    #expect(seen[3] == [.print("> list"), .run(["list"])])
    #expect(seen[4] == [.leave(code: 0)])
  }

  @Test("A script ends with the highest of its commands' codes")
  func endsWithWorst() {
    let seen = actions(
      from: .script, .line("verify"), .finished(code: 75), .line("list"), .finished(code: 0), .line("'"),
      .endOfInput)
    #expect(
      seen[4] == [
        .complain("The quote ' is not closed: add the second one, or put \\ before it."), .prompt(activity: nil),
        .readLine,
      ])
    #expect(seen[5] == [.leave(code: 75)])
  }

  @Test("A script without a line is greeted, and ends with that")
  func welcomes() {
    #expect(
      actions(from: .script, .endOfInput, .finished(code: 0)) == [[.run(["welcome"])], [.leave(code: 0)]])
    #expect(actions(.endOfInput) == [[.leave(code: 0)]])
  }

  @Test("A signal cancels what runs and leaves when that has ended, whatever waits")
  func endsBySignal() {
    let seen = actions(.line("verify"), .line("list"), .mustEnd(code: 130), .line("show"), .finished(code: 130))
    #expect(seen[2] == [.cancel])
    #expect(seen[3] == [])
    #expect(seen[4] == [.leave(code: 130)])
    #expect(actions(.mustEnd(code: 130)) == [[.leave(code: 130)]])
    #expect(actions(.line("verify"), .mustEnd(code: 130), .mustEnd(code: 130))[2] == [.leave(code: 130)])
    #expect(actions(.line("verify"), .mustEnd(code: 130), .mustEnd(code: nil))[2] == [.cancel])
  }

  @Test("When nobody reads any more, a script's code is the worst so far")
  func endsUnread() {
    let seen = actions(from: .script, .line("verify"), .finished(code: 1), .line("list"), .mustEnd(code: nil))
    #expect(seen[3] == [.cancel])
    let later = actions(
      from: .script, .line("verify"), .finished(code: 1), .line("list"), .mustEnd(code: nil), .finished(code: 130))
    #expect(later[4] == [.leave(code: 1)])
  }

  @Test("A text is shown a screen at a time, by Enter; one that is offered waits for the first Enter")
  func pages() {
    let text = ReadingText(markdown: "# A\n\nfirst\n\n## B\n\nsecond")
    let shown = actions(
      .line("show"), .text(text, isOffered: false), .finished(code: 0), .line(""), .line(""))
    #expect(shown[1] == [.print("# A\n\nfirst\nEnter shows more: B.")])
    #expect(shown[3] == [.print("## B\n\nsecond"), .prompt(activity: nil), .readLine])
    #expect(shown[4] == [.prompt(activity: nil), .readLine])
    let offered = actions(.line("start"), .text(text, isOffered: true), .finished(code: 0), .line(""))
    #expect(offered[1] == [.print("Enter shows the lesson's text, a screen at a time.")])
    #expect(offered[3] == [.print("# A\n\nfirst\nEnter shows more: B."), .prompt(activity: nil), .readLine])
  }

  @Test("Once something else was asked for, Enter is just Enter")
  func forgetsText() {
    let text = ReadingText(markdown: "# A\n\nfirst\n\n## B\n\nsecond")
    let seen = actions(
      .line("show"), .text(text, isOffered: false), .finished(code: 0), .line("list"), .finished(code: 0), .line(""))
    #expect(seen[5] == [.prompt(activity: nil), .readLine])
  }

  @Test("A line that begins with # is a remark")
  func ignoresRemarks() {
    #expect(actions(.line(" # it's first of all")) == [[.prompt(activity: nil), .readLine]])
  }

  @Test("A key stands for a command, and does nothing while one runs")
  func obeysKeys() {
    #expect(actions(.shortcut("help"), .shortcut("hint")) == [[.run(["help"])], []])
  }

  @Test("A new size of the window redraws the prompt that is there")
  func redraws() {
    #expect(actions(.line("list"), .finished(code: 0), .resized)[2] == [.prompt(activity: nil)])
    #expect(actions(.line("list"), .resized)[1] == [])
  }
}

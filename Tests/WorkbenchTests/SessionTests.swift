import Presentation
import Testing
import Workbench

@Suite(.timeLimit(.minutes(10)))
struct SessionTests {
  private let screen = Session.Screen(style: Style(hasColor: false, hasUnicode: true), rows: 8)

  /// The actions after each event.
  private func actions(from input: Session.Input = .editor, _ events: Session.Event...) -> [[Session.Action]] {
    var session = Session(input: input)
    return events.map { session.handle($0, on: screen) }
  }

  @Test("A line is run, and the prompt returns when it is done")
  func runs() {
    #expect(
      actions(.line("verify 01"), .finished(code: 1)) == [
        [.run(["verify", "01"])], [.prompt(activity: nil), .readLine],
      ])
  }

  @Test("While a command takes long, the next line can be typed and is queued")
  func queues() {
    let seen = actions(
      .line("verify"), .activity("measuring"), .line("list"), .line(" "), .activity("still"), .finished(code: 0),
      .finished(code: 0))
    #expect(
      seen == [
        [.run(["verify"])], [.prompt(activity: "measuring"), .readLine],
        [.print("(queued until the current command finishes)"), .prompt(activity: "measuring"), .readLine],
        [.prompt(activity: "measuring"), .readLine],
        [.prompt(activity: "still")], [.print("> list"), .run(["list"])], [.prompt(activity: nil)],
      ])
  }

  @Test("An empty word is an unknown command, and quit takes no arguments")
  func rejectsArguments() {
    #expect(actions(.line("''")) == [[.run([""])]])
    let complaint = "`quit` takes no arguments."
    #expect(actions(.line("quit now")) == [[.complain(complaint), .prompt(activity: nil), .readLine]])
  }

  @Test("On a plain terminal, activities are printed as lines, and the prompt waits for the end of the command")
  func tellsActivity() {
    let seen = actions(
      from: .plainTerminal, .line("verify"), .activity("measuring"), .activity(nil), .finished(code: 0))
    #expect(seen == [[.run(["verify"])], [.print("measuring")], [], [.prompt(activity: nil), .readLine]])
  }

  @Test("Ctrl-C cancels the running command and drops queued lines; when idle, it does nothing")
  func interrupts() {
    let seen = actions(
      .interrupt, .line("verify"), .activity("measuring"), .line("list"), .interrupt, .finished(code: 130))
    #expect(seen[0] == [])
    #expect(seen[4] == [.print("(dropped: list)"), .cancel])
    #expect(seen[5] == [.prompt(activity: nil)])
  }

  @Test("quit, its abbreviations, exit and the end of input exit with 0", arguments: ["quit", "q", "exit", " quit "])
  func leaves(word: String) {
    #expect(actions(.line("verify"), .finished(code: 1), .line(word))[2] == [.leave(code: 0)])
    #expect(actions(.line("verify"), .finished(code: 1), .endOfInput)[2] == [.leave(code: 0)])
  }

  @Test("The end of input waits for the running command and the queued lines")
  func leavesWhenDone() {
    let seen = actions(.line("verify"), .line("list"), .endOfInput, .finished(code: 0), .finished(code: 0))
    #expect(seen[2] == [.print("(quitting when the current command finishes)")])
    #expect(seen[3] == [.print("> list"), .run(["list"])])
    #expect(seen[4] == [.leave(code: 0)])
  }

  @Test("A script exits with the highest of its commands' codes")
  func endsWithWorst() {
    let seen = actions(
      from: .script, .line("verify"), .finished(code: 75), .line("list"), .finished(code: 0), .line("'"),
      .endOfInput)
    #expect(
      seen[4] == [
        .complain("Unclosed quote ': add the closing one, or put \\ before it."), .prompt(activity: nil),
        .readLine,
      ])
    #expect(seen[5] == [.leave(code: 75)])
  }

  @Test("An empty script runs welcome, and ends")
  func welcomes() {
    #expect(
      actions(from: .script, .endOfInput, .finished(code: 0)) == [[.run(["welcome"])], [.leave(code: 0)]])
    #expect(actions(.endOfInput) == [[.leave(code: 0)]])
  }

  @Test("A signal cancels the running command and exits when that has ended, without running queued lines")
  func endsBySignal() {
    let seen = actions(.line("verify"), .line("list"), .mustEnd(code: 130), .line("show"), .finished(code: 130))
    #expect(seen[2] == [.cancel])
    #expect(seen[3] == [])
    #expect(seen[4] == [.leave(code: 130)])
    #expect(actions(.mustEnd(code: 130)) == [[.leave(code: 130)]])
    #expect(actions(.line("verify"), .mustEnd(code: 130), .mustEnd(code: 130))[2] == [.leave(code: 130)])
    #expect(actions(.line("verify"), .mustEnd(code: 130), .mustEnd(code: nil))[2] == [.cancel])
  }

  @Test("When the output is closed, a script exits with the highest code so far")
  func endsUnread() {
    let seen = actions(from: .script, .line("verify"), .finished(code: 1), .line("list"), .mustEnd(code: nil))
    #expect(seen[3] == [.cancel])
    let later = actions(
      from: .script, .line("verify"), .finished(code: 1), .line("list"), .mustEnd(code: nil), .finished(code: 130))
    #expect(later[4] == [.leave(code: 1)])
  }

  @Test("Enter shows a text page by page; an offered text waits for the first Enter")
  func pages() {
    let text = ReadingText(markdown: "# A\n\nfirst\n\n## B\n\nsecond")
    let shown = actions(
      .line("show"), .text(text, isOffered: false), .finished(code: 0), .line(""), .line(""))
    #expect(shown[1] == [.print("# A\n\nfirst\nEnter: next page, \"B\" (2 of 2)")])
    #expect(shown[3] == [.print("## B\n\nsecond"), .prompt(activity: nil), .readLine])
    #expect(shown[4] == [.prompt(activity: nil), .readLine])
    let offered = actions(.line("start"), .text(text, isOffered: true), .finished(code: 0), .line(""))
    #expect(offered[1] == [.print("Press Enter to read the lesson's text, one page at a time.")])
    #expect(
      offered[3] == [.print("# A\n\nfirst\nEnter: next page, \"B\" (2 of 2)"), .prompt(activity: nil), .readLine])
  }

  @Test("After another command, Enter no longer continues the text")
  func forgetsText() {
    let text = ReadingText(markdown: "# A\n\nfirst\n\n## B\n\nsecond")
    let seen = actions(
      .line("show"), .text(text, isOffered: false), .finished(code: 0), .line("list"), .finished(code: 0), .line(""))
    #expect(seen[5] == [.prompt(activity: nil), .readLine])
  }

  @Test("A line that begins with # is a comment")
  func ignoresComments() {
    #expect(actions(.line(" # it's first of all")) == [[.prompt(activity: nil), .readLine]])
  }

  @Test("A shortcut key runs its command, or does nothing while another one runs")
  func obeysKeys() {
    #expect(actions(.shortcut("help"), .shortcut("hint")) == [[.run(["help"])], []])
  }

  @Test("A change of the window's size redraws a visible prompt")
  func redraws() {
    #expect(actions(.line("list"), .finished(code: 0), .resized)[2] == [.prompt(activity: nil)])
    #expect(actions(.line("list"), .resized)[1] == [])
  }
}

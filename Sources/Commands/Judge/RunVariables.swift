internal import Base

/// The shell variables that the commands in reports and lessons use.
package struct RunVariables {
  private let url: String
  private let processID: Int32
  private let database: String?
  private let program: String

  /// `program` is the path of pitfall itself.
  package init(url: String, processID: Int32, database: String?, program: String) {
    self.url = url
    self.processID = processID
    self.database = database
    self.program = program
  }

  /// A command that sets them in a shell; indented, because a console wraps a line that begins with a word.
  package var export: String {
    let database = database.map { " DATABASE_PATH=\(ShellWord.quoted($0))" } ?? ""
    return "  export URL=\(ShellWord.quoted(url)) PID=\(processID)\(database) PITFALL=\(ShellWord.quoted(program))"
  }
}

internal import ArgumentParser
internal import ModuleRuntime

/// What runs a class's grading on many machines, or on one that is not the teacher's.
enum ExportEngine: String, CaseIterable, ExpressibleByArgument {
  case githubActions = "github-actions"
  case classroom50
  case gradescope
  case kubernetes
  case slurm

  /// Whether it grades a whole class, which can be split. The others start pitfall for each submission.
  var gradesClass: Bool {
    switch self {
    case .githubActions, .kubernetes, .slurm: true
    case .classroom50, .gradescope: false
    }
  }

  /// The folders of templates that it consists of.
  var folders: [String] {
    switch self {
    case .gradescope: [rawValue]
    case .classroom50, .githubActions, .kubernetes, .slurm: [rawValue, "image"]
    }
  }

  /// What it may give at least, so that less is a mistake of whoever set it up; a class can require more.
  var tier: IsolationTier {
    switch self {
    case .githubActions: .namespaces
    case .classroom50, .gradescope, .kubernetes, .slurm: .landlock
    }
  }
}

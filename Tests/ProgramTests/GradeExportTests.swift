import Foundation
import TestSupport
import Testing

@Suite("Exported files, run as their engines would run them", .timeLimit(.minutes(30)))
struct GradeExportTests {
  private let folder: ExportedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = try ExportedFolder()
  }

  @Test("GitHub Actions: parts and merge give the results of one piece, also when a part is empty")
  func github() async throws {
    try await folder.submitClass()
    try await folder.install()
    // Three names are in fewer than five parts.
    try await folder.export("github-actions", ["--lesson", "01", "--shards", "5"])
    let outcome = try await runWorkflow()
    #expect(outcome.output == "0 0 0 0 0 0\n", "\(outcome.errors)")
    try await unpackResults()
    #expect(try folder.results(in: "all") == (try await folder.whole()))
    #expect(try folder.text("work/merge-/summary.md").contains("    3 results: 2 passed, 1 failed"))
    #expect(try folder.text("all/gradebook.csv").contains("carol"))
    // "Re-run jobs": the parts' artifacts are there.
    let removed = try await folder.run("rm -r work/shard-* work/merge-", judges: false)
    #expect(removed.exit == 0)
    let again = try await runWorkflow()
    #expect(again.output == outcome.output)
    #expect(outcome.errors.contains(": alice 01-blocking swift passed"))
    #expect(!again.errors.contains(": alice 01-blocking swift passed"), "what is finished is not judged again")
    try expectNothingLeft(sandbox)
  }

  @Test("GitHub Actions: 75 is tried once more in the same folder; then the part fails, and the merge says so")
  func githubRetries() async throws {
    try sandbox.write("x", to: "class/alice/main.py")
    try await folder.export("github-actions", ["--lesson", "01", "--shards", "2"])
    try await folder.install(
      Self.pretending("echo ::add-mask::a; [ \"$2\" = merge ] && mkdir -p results/all && exit 0; exit 75"))
    let outcome = try await runWorkflow(judges: false)
    #expect(outcome.output == "1 1 75\n", "\(outcome.errors)")
    let obeyed = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("OBEYED ") }
    #expect(obeyed.count == 1 && obeyed[0].contains("Some parts are not finished"), "only the workflow gives commands")
    let calls = try folder.text("calls").split(separator: "\n")
    #expect(calls.count == 5)
    #expect(calls[1] == calls[0].replacing(" --plain", with: " --jobs 1 --plain"))
    try await folder.install(Self.pretending("[ \"$2\" = merge ] && mkdir -p results/all && exit 0; exit 69"))
    try FileManager.default.removeItem(atPath: sandbox.path + "/work")
    #expect(try await runWorkflow(judges: false).output == "1 1 75\n")
    #expect(try folder.text("calls").split(separator: "\n").count == 8, "69 is not tried again")
  }

  @Test("Kubernetes: the pods' scripts give the results of one piece")
  func kubernetes() async throws {
    try await folder.submitClass()
    try await folder.install()
    try await folder.export("kubernetes", ["--lesson", "01", "--shards", "2"])
    try FileManager.default.moveItem(
      atPath: sandbox.path + "/class", toPath: sandbox.path + "/kubernetes/submissions")
    let grade = try await scripts("kubernetes/grade.yaml")[0]
    let place = ["CLASS": sandbox.path + "/kubernetes", "KEY": sandbox.path + "/key"]
    for index in 0...1 {
      let outcome = try await folder.run(grade, place.merging(["JOB_COMPLETION_INDEX": "\(index)"]) { $1 })
      #expect(outcome.exit == 0, "\(outcome.errors)")
    }
    let merge = try await folder.run("( \(try await scripts("kubernetes/merge.yaml")[0]) )", place)
    #expect(merge.output.contains("3 results: 2 passed, 1 failed"), "\(merge.errors)")
    try FileManager.default.moveItem(
      atPath: sandbox.path + "/kubernetes/submissions", toPath: sandbox.path + "/class")
    #expect(try folder.results(in: "kubernetes/results/all") == (try await folder.whole()))
  }

  @Test("Kubernetes: only 1 becomes 0", arguments: [(0, 0), (1, 0), (64, 64), (69, 69), (75, 75)])
  func kubernetesCodes(code: Int32, expected: Int32) async throws {
    try await folder.export("kubernetes")
    try await folder.install("#!/bin/bash\nexit \(code)\n")
    let grade = try await scripts("kubernetes/grade.yaml")[0]
    let variables = ["CLASS": sandbox.path, "KEY": sandbox.path, "JOB_COMPLETION_INDEX": "3"]
    #expect(try await folder.run("( \(grade) ); echo $?", variables, judges: false).output == "\(expected)\n")
  }

  @Test("Slurm: the tasks' scripts give the results of one piece")
  func slurm() async throws {
    try await folder.submitClass()
    try await folder.install()
    try sandbox.write("{format_version: 1, lessons: [{lesson: 01}]}", to: "one.yaml")
    try await folder.export("slurm", ["--class", "one.yaml", "--shards", "2", "--image", "pitfall.sif"])
    try FileManager.default.moveItem(atPath: sandbox.path + "/class", toPath: sandbox.path + "/slurm/submissions")
    for task in 1...2 {
      let outcome = try await folder.run("bash grade.sbatch", in: "slurm", slurmTask("\(task)"))
      #expect(outcome.exit == 0, "\(outcome.errors)")
    }
    let merge = try await folder.run("bash merge.sbatch", in: "slurm")
    #expect(merge.output.contains("3 results: 2 passed, 1 failed"), "\(merge.errors)")
    try FileManager.default.moveItem(atPath: sandbox.path + "/slurm/submissions", toPath: sandbox.path + "/class")
    #expect(try folder.results(in: "slurm/results/all") == (try await folder.whole()))
  }

  @Test("Slurm: 75 puts the task into the queue again, twice at most; the merge waits for all tasks")
  func slurmRequeues() async throws {
    try await folder.export("slurm")
    try await folder.install(Self.pretending("exit 75"))
    for name in ["scontrol", "sbatch"] {
      try await sandbox.script(
        name, "#!/bin/bash\necho \(name) \"$@\" >> \"${0%/bin/*}/slurm-calls\"\necho '17;cluster'\n")
    }
    for restarts in ["0", "1", "2"] {
      let variables = slurmTask("3").merging(["SLURM_RESTART_COUNT": restarts]) { $1 }
      let outcome = try await folder.run("bash grade.sbatch; echo $?", in: "slurm", variables, judges: false)
      #expect(outcome.output.hasSuffix("75\n"), "\(outcome.errors)")
    }
    let submitted = try await folder.run("./submit", in: "slurm", judges: false)
    #expect(submitted.output.contains("the jobs 17 and 17."), "\(submitted.errors)")
    #expect(
      try folder.text("slurm-calls") == """
        scontrol requeue 9_3
        scontrol requeue 9_3
        sbatch --parsable grade.sbatch
        sbatch --parsable --dependency=afterany:17 merge.sbatch

        """)
  }

  private static func pretending(_ end: String) -> String {
    "#!/bin/bash\necho \"$@\" >> \"${0%/bin/*}/calls\"\n\(end)\n"
  }

  private func slurmTask(_ task: String) -> [String: String] {
    [
      "SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_JOB_ID": "9", "SLURM_CPUS_PER_TASK": "2",
      "PITFALL_COURSE_KEY": sandbox.path + "/key/course.key",
    ]
  }

  private func scripts(_ name: String) async throws -> [String] {
    try await ExportReader.scripts(in: sandbox.path + "/" + name)
  }

  private func runWorkflow(judges: Bool = true) async throws -> Outcome {
    try sandbox.write(ExportReader.github, to: "github.py")
    try FileManager.default.createDirectory(atPath: sandbox.path + "/repository", withIntermediateDirectories: true)
    return try await folder.run(
      """
      cp -R class repository/submissions
      '\(try Tool.python().path)' github.py github-actions/.github/workflows/grade.yml "$PWD/work" repository \
        \(ExportedFolder.key)
      """, judges: judges)
  }

  private func unpackResults() async throws {
    let outcome = try await folder.run("mkdir all && tar -xzf work/artifacts/results.tar.gz -C all", judges: false)
    #expect(outcome.exit == 0, "\(outcome.errors)")
  }
}

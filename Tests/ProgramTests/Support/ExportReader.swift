import Foundation
import TestSupport

/// Reads and runs exported YAML with a parser that is not ours, in the tests' Python.
enum ExportReader {
  /// Every shell script in exported YAML.
  static func scripts(in path: String) async throws -> [String] {
    let output = try await Tool.python().run(["-c", scripts, path])
    guard output.status == 0 else { throw Unexpected(output.errors) }
    return try JSONDecoder().decode([String].self, from: Data(output.output.utf8))
  }

  private static let scripts = """
    import json, sys, yaml
    def scripts(node):
        if isinstance(node, dict):
            if isinstance(node.get("run"), str): yield node["run"]
            if node.get("command") == ["bash", "-c"]: yield node["args"][0]
            for value in node.values(): yield from scripts(value)
        elif isinstance(node, list):
            for value in node: yield from scripts(value)
    print(json.dumps([s for d in yaml.safe_load_all(open(sys.argv[1])) for s in scripts(d)]))
    """

  /// A little of what GitHub does with a workflow: each part in a folder of its own, artifacts, and exit codes. Its
  /// arguments are the workflow, a folder to work in, the repository, and the key. It prints each job's last exit code;
  /// on standard error the jobs' output, and `OBEYED` with each workflow command that GitHub would find in it.
  static let github = """
    import os, re, shutil, subprocess, sys, yaml
    workflow, root, repository, key = sys.argv[1:]
    jobs = yaml.safe_load(open(workflow))["jobs"]
    artifacts = root + "/artifacts"
    os.makedirs(artifacts, exist_ok=True)
    def obey(text):
        stopped = None
        for line in text.splitlines():
            print(line, file=sys.stderr)
            if stopped:
                if line.strip() == f"::{stopped}::": stopped = None
            elif line.lstrip().startswith("::stop-commands::"): stopped = line.split("::")[2]
            elif line.lstrip().startswith("::") or "##[" in line: print("OBEYED", line, file=sys.stderr)
        assert not stopped, text
    def run(name, matrix, needs):
        job, place, outputs, failed = jobs[name], f"{root}/{name}-{matrix.get('shard', '')}", {}, 0
        os.makedirs(place)
        known = {"secrets.PITFALL_COURSE_KEY": key, "needs.shard.result": needs}
        known |= {f"matrix.{k}": str(v) for k, v in matrix.items()}
        def fill(text):
            return re.sub(r"\\$\\{\\{ (.*?) \\}\\}", lambda m: known[m[1]], str(text))
        environment = os.environ | {"RUNNER_TEMP": place, "GITHUB_STEP_SUMMARY": place + "/summary.md"}
        environment |= {k: fill(v) for k, v in job.get("env", {}).items()}
        for step in job["steps"]:
            condition = step.get("if", "")
            if failed and "!cancelled()" not in condition: continue
            if "outputs.code" in condition and outputs.get("code") != "75": continue
            if "needs.shard.result" in condition and needs == "success": continue
            action, given = step.get("uses", "").split("@")[0], {k: fill(v) for k, v in step.get("with", {}).items()}
            if action == "actions/checkout":
                shutil.copytree(repository, place, dirs_exist_ok=True)
            elif action == "actions/upload-artifact":
                shutil.copy(place + "/" + given["path"], artifacts)
            elif action == "actions/download-artifact":
                pattern = given.get("pattern", given.get("name", "") + ".tar.gz").split("*")[0]
                for file in os.listdir(artifacts):
                    if file.startswith(pattern): shutil.copy(f"{artifacts}/{file}", place)
            else:
                out = place + "/outputs"
                open(out, "w").close()
                own = environment | {"GITHUB_OUTPUT": out} | {k: fill(v) for k, v in step.get("env", {}).items()}
                ran = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", fill(step["run"])],
                    cwd=place, env=own, stdout=subprocess.PIPE, text=True)
                code = ran.returncode
                obey(ran.stdout)
                outputs |= dict(line.strip().split("=", 1) for line in open(out))
                failed = failed or code
        return failed
    codes = [run("shard", {"shard": n}, "") for n in jobs["shard"]["strategy"]["matrix"]["shard"]]
    codes.append(run("merge", {}, "failure" if any(codes) else "success"))
    print(*codes)
    """
}

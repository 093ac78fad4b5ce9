"""One class of attacks, with right and wrong neighbors among them, graded at one tier."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from .attack import LESSONS, MAIN_FILES, PROJECT, Kit
from .canaries import Canaries
from .findings import Findings, loot

OUTER_LIMIT = 1500
FORMATS = ["gradescope", "prairielearn", "junit", "ctrf", "tap"]
ARCHIVES = [".tar.gz", ".tgz", ".tar", ".zip", ".py", ".swift"]
SYSTEM_SECRETS = [
    "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssh", "/proc/kcore", "/proc/kmsg", "/proc/1/environ",
    "/dev/mem", "/dev/sda", "/dev/vda", "/dev/kmsg", "/run/docker.sock", "/var/log", "/var/spool", "/var/lib/dpkg",
    "/boot"]


class Batch:
    def __init__(self, options, tier, user, lesson, attacks, tracks):
        self.options, self.tier, self.user = options, tier, user
        self.lesson, self.attacks, self.tracks = lesson, attacks, tracks
        self.owner, self.neighbors = {}, {}

    def run(self):
        """Returns what was found."""
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
        os.chmod(self.place, 0o755)
        self.folder, self.out = self.place / "class", self.place / "out"
        loot_before = loot()
        canaries = Canaries(self.place)
        try:
            self.prepare(canaries)
            findings = Findings(self.place, self.tier, self.attacks, self.owner, self.neighbors)
            began = time.monotonic()
            self.grade(canaries, findings)
            self.seconds = time.monotonic() - began
            findings.look(canaries, loot_before)
            return findings
        finally:
            canaries.close()
            self.remove()

    def remove(self):
        if self.options.keep:
            print(f"kept: {self.place}", file=sys.stderr)
            return
        subprocess.run(["chmod", "-R", "u+rwX", self.place], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", self.place], check=False)

    # ---- before
    def prepare(self, canaries):
        for folder in (self.folder, self.out, self.place / "state", self.place / "tmp"):
            folder.mkdir()
        kit = Kit(self.known(canaries))
        for attack in self.attacks:
            for name in attack.submit(self.folder, kit, self.tracks):
                self.owner[submission_name(name)] = attack
        self.add_neighbors()
        self.add_victim(canaries)
        (self.place / "class.yaml").write_text(
            f"format_version: 1\nlessons: [{{lesson: {LESSONS[self.lesson]}}}]\nseconds: 40\n"
            f"require_tier: {self.tier}\n")
        if self.user is not None:
            self.give_away()

    def known(self, canaries):
        """Where everything is: no attack may depend on finding it."""
        lesson, home, victim = LESSONS[self.lesson], canaries.home, self.folder / "a-victim"
        in_project = ["Solutions", f"Solutions/{lesson}", f"Lessons/{lesson}/lesson.yaml", f"Lessons/{lesson}/decoys",
                      "Sources", "Attacks"]
        lists = {
            "home_files": [home, home / "secret.txt", home / ".ssh/id_ed25519", home / ".netrc", "/root/.ssh",
                           "/root/.bash_history"],
            "solutions": [PROJECT / path for path in in_project],
            "submissions": [self.folder, victim / "main.py", self.out / "submissions"],
            "results": [self.out, self.out / "results.jsonl", self.out / "feedback", self.place / "class.yaml"],
            "system_secrets": SYSTEM_SECRETS,
        }
        return {
            "tier": self.tier, "home": str(home), "out": str(self.out), "port": str(canaries.port),
            "abstract": canaries.abstract, "socket": canaries.socket, "victim": str(canaries.victim.pid),
            "project": str(PROJECT), "right": str(Kit.module(self.lesson, "fastapi", "right") / "main.py"),
            "key": str(self.place / "state/course.key"), "start": "/",
        } | {name: "\n".join(map(str, paths)) for name, paths in lists.items()}

    def add_neighbors(self):
        """Among the attacks, as in a real class: submissions are judged in the order of their names."""
        for letter in "amz":
            for track in sorted(self.tracks) if self.lesson == "01" else ["fastapi"]:
                for base in ["right", "wrong"] if letter == "m" else ["right"]:
                    name = f"{letter}-{base}-{track}"
                    shutil.copytree(Kit.module(self.lesson, track, base), self.folder / name)
                    self.neighbors[name] = "passed" if base == "right" else "failed"

    def add_victim(self, canaries):
        """Another submission, with a secret that nobody else may read."""
        track, mark = ("fastapi", "#") if "fastapi" in self.tracks else ("swift", "//")
        shutil.copytree(Kit.module(self.lesson, track, "right"), self.folder / "a-victim")
        with open(self.folder / "a-victim" / MAIN_FILES[track], "a") as opened:
            opened.write(f"\n{mark} {canaries.secret('another submission')}\n")
        self.neighbors["a-victim"] = "passed"

    def give_away(self):
        for folder, _, files in os.walk(self.place):
            for path in [folder, *(os.path.join(folder, file) for file in files)]:
                if "submit-hard-link" not in path:
                    os.lchown(path, self.user, self.user)

    # ---- grading
    def grade(self, canaries, findings):
        command = [
            self.options.pitfall, "grade", "class", "--class", "class.yaml", "--out", "out", "--isolation", self.tier,
            "--key", "state/course.key", *(word for format in FORMATS for word in ("--format", format))]
        if self.options.jobs:
            command += ["--jobs", self.options.jobs]
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(canaries.home), "TMPDIR": str(self.place / "tmp"),
            "LANG": "C.UTF-8", "GRADER_TOKEN": canaries.token, "XDG_STATE_HOME": str(self.place / "state"),
        }
        for _ in range(3):  # 75: some have no result because this machine was busy
            code = self.run_grader(command, environment, findings)
            if code != 75:
                break
        if code not in (0, 1, 75):
            terminal = (self.place / "terminal").read_bytes()
            findings.add("", f"grade ended with {code}: {terminal[-2000:].decode(errors='replace')!r}")

    def run_grader(self, command, environment, findings):
        with open(self.place / "terminal", "ab") as terminal:
            grader = subprocess.Popen(
                command, cwd=self.place, env=environment, stdin=subprocess.DEVNULL, stdout=terminal,
                stderr=subprocess.STDOUT, user=self.user, group=self.user,
                extra_groups=[] if self.user is not None else None)
            try:
                return grader.wait(OUTER_LIMIT)
            except subprocess.TimeoutExpired:
                grader.send_signal(signal.SIGKILL)
                findings.add("", f"the batch did not end in {OUTER_LIMIT} s")
                return grader.wait()


def submission_name(name):
    for suffix in ARCHIVES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name

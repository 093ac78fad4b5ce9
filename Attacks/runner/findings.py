"""What a graded batch shows of its attacks' success."""

import json
import os
import pathlib
import re
import time

from . import outputs
from .attack import PROJECT

LOOT_FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/usr/lib", str(PROJECT)]


def loot():
    """The files that attacks name so, in folders that they must not write to."""
    found = set()
    for folder in [*LOOT_FOLDERS, os.getcwd()]:
        try:
            found |= {f"{folder}/{name}" for name in os.listdir(folder) if name.startswith("loot")}
        except OSError:
            pass
    return found


class Findings:
    """The folder `place` holds the class, what grade wrote (`out`), and what it printed (`terminal`)."""

    def __init__(self, place, tier, attacks, owner, neighbors):
        self.place, self.out, self.tier = place, place / "out", tier
        self.attacks, self.owner, self.neighbors = attacks, owner, neighbors
        self.problems = {}  # by attack; "" is the batch as a whole
        self.results = {}

    def add(self, attack, text):
        self.problems.setdefault(attack, []).append(text)

    def look(self, canaries, loot_before):
        self.read_results()
        self.check_neighbors()
        for name, attack in self.owner.items():
            self.check_result(name, attack)
        self.check_secrets(canaries)
        self.check_machine(canaries, loot_before)
        self.check_outputs()

    # ---- results
    def read_results(self):
        """The latest gradable result of each submission, or the latest at all."""
        file = self.out / "results.jsonl"
        text = file.read_text() if file.exists() else ""
        for line in text.removesuffix("\n").split("\n"):
            try:
                result = json.loads(line)
            except ValueError:
                self.add("", f"results.jsonl has a line that is not JSON: {line[:200]!r}")
                continue
            if not self.results.get(result["submission"], {}).get("gradable"):
                self.results[result["submission"]] = result

    def check_neighbors(self):
        for name, expected in self.neighbors.items():
            result = self.results.get(name)
            if not result or result["outcome"] != expected:
                outcome = result and (result["outcome"], result.get("problem"))
                self.add("", f"the neighbor {name} is {outcome}; alone it {expected}")

    def check_result(self, name, attack):
        readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        result = self.results.get(name) or self.results.get(readable)
        if result is None:
            if not attack.may_be_left_out and not attack.own_batch:
                self.add(attack.name, f"{name} has no result")
            return
        if result["outcome"] not in attack.outcomes:
            expected = " or ".join(sorted(attack.outcomes))
            self.add(attack.name, f"{name} is {result['outcome']} ({result.get('problem')}), expected {expected}")
        if result["evidence"]["tier"] != self.tier and result["outcome"] != "rejected":
            self.add(attack.name, f"{name} was judged with {result['evidence']['tier']}")
        text = json.dumps(result, ensure_ascii=False)
        if attack.runs and f"ATTEMPTED {attack.name}" not in text:
            end = (result["evidence"].get("output") or {}).get("text", "")[-300:]
            self.add(attack.name, f"{name} did not come to its attack: {end!r}")
        for found in sorted(set(re.findall(r"ESCAPED [^\\\"\n]*", text)))[:5]:
            self.add(attack.name, f"{name}: {found[:200]}")

    # ---- secrets
    def check_secrets(self, canaries):
        files = (path for path in self.out.rglob("*") if path.is_file() and not path.is_symlink())
        for path in [self.place / "terminal", *files]:
            content = path.read_bytes().decode(errors="replace")
            for secret, what in canaries.secrets.items():
                is_its_own = what == "another submission" and "submissions" in path.parts
                if secret in content and not is_its_own:
                    attack = self.attack_in(content, secret)
                    self.add(attack, f"the secret of {what} is in {path.relative_to(self.place)}")
        for words in canaries.heard:
            attack = next((attack.name for attack in self.attacks if attack.name in words), "")
            self.add(attack, f"a port of the machine heard {words!r}")

    def attack_in(self, content, secret):
        line = next((line for line in content.splitlines() if secret in line), "")
        return next((attack.name for attack in self.attacks if attack.name in line), "")

    # ---- the machine
    def check_machine(self, canaries, loot_before):
        trouble = canaries.victim_problem()
        if trouble:
            self.add("", trouble)
        kept = self.out / "submissions"
        folders = [self.out, self.place / "home", self.place / "tmp", self.place / "state"]
        written = {os.path.join(path, name) for top in folders for path, below, names in os.walk(top)
                   for name in below + names if name.startswith("loot") and not pathlib.Path(path).is_relative_to(kept)}
        for path in sorted((loot() - loot_before) | written):
            self.add("", f"an attack wrote {path}")
        left = os.listdir(self.place / "tmp")
        if left:
            self.add("", f"temporary folders are left: {left}")
        self.check_processes()

    def check_processes(self):
        mark = str(self.place).encode()
        time.sleep(0.2)
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = b"".join(pathlib.Path(f"/proc/{pid}/{name}").read_bytes() for name in ("environ", "cmdline"))
            except OSError:
                continue
            if mark in words and int(pid) != os.getpid():
                self.add("", f"process {pid} is left: {words[-100:]!r}")

    # ---- outputs
    def check_outputs(self):
        """Not the copies of the submissions themselves: no one is shown those."""
        kept = self.out / "submissions"
        for path in [self.place / "terminal", *self.out.rglob("*")]:
            if kept in path.parents:
                continue
            name = str(path.relative_to(self.place))
            if any(map(outputs.is_bad, name)):
                self.add("", f"a file's name is {name!r}")
            if path.is_file() and path.suffix != ".lock":
                for trouble in outputs.problems(path):
                    self.add("", f"{name}: {trouble}")

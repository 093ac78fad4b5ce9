"""Runs the attacks at each tier, and shows the table."""

import os
import pathlib
import subprocess
import sys

from .attack import ATTACKS, PROJECT, Attack
from .batch import Batch

TIERS = ["full", "namespaces", "landlock", "rlimits"]
NOBODY = 65534


class Suite:
    def __init__(self, options):
        self.options = options
        folders = sorted(path.parent for path in ATTACKS.glob("*/attack.yaml"))
        unknown = set(options.only or []) - {folder.name for folder in folders}
        if unknown:
            sys.exit(f"There is no attack named {', '.join(sorted(unknown))}. Attacks/ has all of them.")
        self.attacks = [Attack(folder) for folder in folders if not options.only or folder.name in options.only]
        if options.fast:
            self.attacks = [attack for attack in self.attacks if attack.is_fast]
        self.table, self.failures = {}, []

    def columns(self):
        """Each tier that there is, and the user that it is tried as."""
        tiers = self.options.tier or (TIERS[:1] if self.options.fast else TIERS)
        columns = [(tier, tier, None) for tier in tiers]
        if os.geteuid() == 0 and not self.options.fast:
            columns.insert(1, ("full, not root", "full", NOBODY))
        return [column for column in columns if column[0] in self.options.column or not self.options.column]

    def run(self):
        columns = self.columns()
        for label, tier, user in columns:
            tracks = tracks_of(user)
            for (lesson, _), attacks in self.groups(tier, tracks).items():
                self.try_batch(label, Batch(self.options, tier, user, lesson, attacks, tracks))
        if not self.table:
            sys.exit("Nothing was tried: no chosen attack is stopped by a chosen tier, or no such column exists.")
        self.show([label for label, _, _ in columns])
        for failure in self.failures:
            print("SUCCEEDED:", ascii(failure)[1:-1])
        print(f"{len(self.attacks)} attacks, {len(self.table)} times, {len(self.failures)} problems")
        return 1 if self.failures else 0

    def groups(self, tier, tracks):
        """The attacks that the tier claims to stop, by the batch that they are in."""
        groups = {}
        for attack in self.attacks:
            is_possible = set(attack.tracks) & tracks or "fastapi" in tracks
            if is_possible and tier in attack.stopped_by and not self.is_too_dangerous(attack):
                groups.setdefault((attack.lesson, attack.name if attack.own_batch else ""), []).append(attack)
        return groups

    def is_too_dangerous(self, attack):
        return attack.is_dangerous and not self.options.has_own_processes

    def try_batch(self, label, batch):
        findings = batch.run()
        count = len(findings.results)
        print(f"{label}, lesson {batch.lesson}: {count} results in {batch.seconds:.0f} s", file=sys.stderr, flush=True)
        for attack in batch.attacks:
            troubles = findings.problems.pop(attack.name, [])
            self.table[attack.name, label] = "SUCCEEDED" if troubles else "stopped"
            self.failures += [f"{label}: {attack.name}: {trouble}" for trouble in troubles]
        self.failures += [f"{label}: {trouble}" for troubles in findings.problems.values() for trouble in troubles]

    def show(self, labels):
        print(f"{'attack':28} {'kind':11}" + "".join(f" {label:15}" for label in labels))
        for attack in self.attacks:
            otherwise = "not tried" if self.is_too_dangerous(attack) else "not claimed"
            cells = [self.table.get((attack.name, label), otherwise) for label in labels]
            print(f"{attack.name:28} {attack.kind:11}" + "".join(f" {cell:15}" for cell in cells))


def tracks_of(user):
    """Another user may be unable to run the Python that this one installed for itself."""
    return {"fastapi", "swift"} if user is None or any(map(runs_as(user), pythons())) else {"swift"}


def pythons():
    return (PROJECT / ".venv").glob("*/bin/python")


def runs_as(user):
    def runs(python):
        try:
            return subprocess.run(
                [python, "-c", ""], user=user, group=user, extra_groups=[], check=False, capture_output=True
            ).returncode == 0
        except OSError:
            return False
    return runs


def has_own_processes():
    """Runs this program anew where no attack can reach the processes of this machine, whatever the box lets through."""
    if os.environ.get("PITFALL_ATTACK") == "inside":
        return True
    options = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    wrapper = ["unshare", *options, "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
    if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode != 0:
        return False
    os.execvpe(wrapper[0], [*wrapper, sys.executable, *sys.argv], os.environ | {"PITFALL_ATTACK": "inside"})


def run(options):
    options.pitfall = str(pathlib.Path(options.pitfall).resolve())
    options.has_own_processes = has_own_processes()
    return Suite(options).run()

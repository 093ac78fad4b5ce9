"""What `Findings` must say of a batch in which one thing is wrong."""

import json
import os
import pathlib
import subprocess
import tempfile
import types
import unittest

from .canaries import Canaries
from .findings import Findings


def result(name, outcome="failed", tier="full", text="", **more):
    evidence = {"tier": tier, "output": {"text": text}}
    return {"submission": name, "outcome": outcome, "gradable": True, "evidence": evidence} | more


class FindingsTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="attack-test-")
        self.addCleanup(folder.cleanup)
        self.place = pathlib.Path(folder.name)
        self.out = self.place / "out"
        for name in ["out/submissions", "state", "tmp"]:
            (self.place / name).mkdir(parents=True)
        (self.place / "terminal").write_text("graded\n")
        self.canaries = Canaries(self.place)
        self.addCleanup(self.canaries.close)
        self.attack = types.SimpleNamespace(
            name="steals", outcomes={"failed"}, runs=True, may_be_left_out=False, own_batch=False)
        self.results = [result("steals-1", text="ATTEMPTED steals\n"), result("neighbor", "passed")]

    def problems(self, loot_before=frozenset()):
        (self.out / "results.jsonl").write_text("".join(json.dumps(line) + "\n" for line in self.results))
        findings = Findings(self.place, "full", [self.attack], {"steals-1": self.attack}, {"neighbor": "passed"})
        findings.look(self.canaries, loot_before)
        return findings.problems

    def assert_problem(self, attack, words):
        found = self.problems()
        self.assertEqual(list(found), [attack], found)
        self.assertIn(words, found[attack][0])

    def test_an_attack_that_was_stopped_is_no_problem(self):
        self.assertEqual(self.problems(), {})

    def test_an_attack_that_escaped(self):
        self.results[0]["evidence"]["output"]["text"] += "ESCAPED steals read /etc/shadow\n"
        self.assert_problem("steals", "ESCAPED steals read /etc/shadow")

    def test_an_attack_that_never_ran(self):
        self.results[0]["evidence"]["output"]["text"] = "ATTEMPTED another\n"
        self.assert_problem("steals", "did not come to its attack")

    def test_an_attack_that_passes(self):
        self.results[0]["outcome"] = "passed"
        self.assert_problem("steals", "is passed")

    def test_an_attack_without_a_result(self):
        del self.results[0]
        self.assert_problem("steals", "has no result")

    def test_a_weaker_tier(self):
        self.results[0]["evidence"]["tier"] = "rlimits"
        self.assert_problem("steals", "was judged with rlimits")

    def test_a_neighbor_with_another_outcome_or_none(self):
        self.results[1]["outcome"] = "failed"
        self.assert_problem("", "the neighbor neighbor is")
        del self.results[1]
        self.assert_problem("", "the neighbor neighbor is None")

    def test_only_a_gradable_result_counts_when_there_is_one(self):
        self.results.insert(0, result("neighbor", "inconclusive") | {"gradable": False})
        self.assertEqual(self.problems(), {})

    def test_a_line_that_is_not_json(self):
        self.problems()
        with open(self.out / "results.jsonl", "a") as file:
            file.write("{\n")
        findings = Findings(self.place, "full", [], {}, {})
        findings.read_results()
        self.assertIn("not JSON", findings.problems[""][0])

    def test_secrets_in_results_feedback_and_on_the_terminal(self):
        for secret in self.canaries.secrets:
            for name in ["out/feedback.md", "terminal"]:
                with self.subTest(self.canaries.secrets[secret], file=name):
                    (self.place / name).write_text(f"steals printed {secret}\n")
                    self.assert_problem("steals", "the secret of")
                    (self.place / name).write_text("graded\n")

    def test_a_submission_keeps_its_own_secret(self):
        secret = self.canaries.secret("another submission")
        (self.out / "submissions/main.py").write_text(f"# {secret}\n")
        self.assertEqual(self.problems(), {})

    def test_a_port_that_was_called(self):
        self.canaries.heard.append("hello from steals")
        self.assert_problem("steals", "a port of the machine heard")

    def test_a_process_beside_the_grader_that_was_stopped_slowed_down_or_ended(self):
        os.setpriority(os.PRIO_PROCESS, self.canaries.victim.pid, os.getpriority(os.PRIO_PROCESS, 0) + 1)
        self.assert_problem("", "nice")
        self.canaries.victim.kill()
        self.canaries.victim.wait()
        self.assert_problem("", "the victim has ended")

    def test_files_that_were_written_outside(self):
        for name in ["out/loot", "state/loot-1", "home/loot"]:
            with self.subTest(name):
                (self.place / name).write_text("")
                self.assert_problem("", f"an attack wrote {self.place / name}")
                (self.place / name).unlink()

    def test_a_temporary_folder_that_is_left(self):
        (self.place / "tmp/pitfall-1").mkdir()
        self.assert_problem("", "temporary folders are left: ['pitfall-1']")

    def test_a_process_that_is_left(self):
        left = subprocess.Popen(["sleep", "100"], env={"PLACE": str(self.place)})
        try:
            self.assert_problem("", f"process {left.pid} is left")
        finally:
            left.kill()
            left.wait()

    def test_harm_in_an_output_and_in_a_file_name(self):
        (self.out / "class.html").write_text("<script>a</script>")
        self.assert_problem("", "out/class.html: has <script")
        (self.out / "class.html").unlink()
        (self.out / "a\x1b.txt").write_text("")
        self.assert_problem("", "a file's name is")

"""A run that tries nothing must not look like one in which every attack was stopped."""

import types
import unittest

from .suite import Suite


class SuiteTests(unittest.TestCase):
    def run_suite(self, **more):
        options = types.SimpleNamespace(**({"only": None, "fast": True, "tier": None, "column": []} | more))
        with self.assertRaises(SystemExit) as end:
            Suite(options).run()
        return end.exception.code

    def test_a_column_that_does_not_exist_ends_with_an_error(self):
        self.assertIn("Nothing was tried", self.run_suite(column=["nonsense"]))

    def test_an_attack_that_does_not_exist_ends_with_an_error(self):
        self.assertIn("no attack named nonsense", self.run_suite(only=["nonsense"]))

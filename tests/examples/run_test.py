#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The comparison of run.py sees what is missing, what is too much, and what stands in a wrong place."""
import unittest

from run import compare

EXPECTED = "# a comment\n| first @METHOD@\n~*2 child \\d\n| last\n? perhaps\n"


class Compare(unittest.TestCase):
    def check(self, lines, wrong):
        self.assertEqual(compare("\n".join(lines), EXPECTED, "fork"), wrong)

    def test_right(self):
        self.check(["first fork", "child 1", "last", "child 2"], [])
        self.check(["perhaps", "child 2", "child 2", "first fork", "last"], [])

    def test_missing(self):
        self.check(["first fork", "child 1", "child 2"], ["never printed: last"])
        self.check(["first fork", "child 1", "last"], ["never printed: child \\d"])

    def test_too_much(self):
        self.check(["first fork", "child 1", "child 2", "last", "last"], ["not expected (here): last"])
        self.check(["first fork", "child 1", "child 2", "child 3", "last"], ["not expected (here): child 3"])

    def test_order(self):
        self.check(["last", "first fork", "child 1", "child 2"], ["not expected (here): last", "never printed: last"])

    def test_method(self):
        self.check(["first spawn", "child 1", "child 2", "last"],
                   ["not expected (here): first spawn", "not expected (here): last", "never printed: first fork",
                    "never printed: last"])


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What rows.py makes of a small checklist, and that it names each way in which map and tests can part."""
import pathlib
import tempfile
import unittest

import rows

CHECKLIST = """# API
## 7. Locks
| name | contract | T |
|---|---|---|
| `Lock()` | one holder | `_TestLock.test_lock` |
| `.release()` | not held: `ValueError` \\| twice | same |
| `repr` | `<Lock>` | - |
| `RLock()` | levels | - |
| `.release()` | its owner | - |
| waiter killed | goes on | - |
## 11. Managers
### 11.1 `BaseManager`
| name | contract | T |
|---|---|---|
| `start()` | starts | - |
## 17. Tests
| class | | why |
|---|---|---|
| `_TestLock` | \u25cf | all |
| `TestFlags` | \u25cb | the interpreter's |
## 18. Versions
| since | change |
|---|---|
| 3.6 | nested |
"""
FAULTS = """## A. Pool
| # | fault | ours |
|---|---|---|
| A1 | killed | WorkerLost |
## E. Manager
| # | fault | ours |
|---|---|---|
| E1 | killed | ManagerLost |
"""
TESTS = """// SPDX-License-Identifier: MIT
// proves: 7.Lock, 7.Lock.release
TEST(Lock, IsTaken) {
}
TEST_P(Pool, A1_IsKilled) {
}
"""


class RowsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "tests").mkdir()
        (self.root / "api-checklist.md").write_text(CHECKLIST, encoding="utf-8")
        (self.root / "faults.md").write_text(FAULTS, encoding="utf-8")
        self.rows = rows.rows_of(self.root)

    def judge(self, source, tests=("Lock.IsTaken", "Pool.A1_IsKilled"), excused=(), managers=False):
        (self.root / "tests/a_test.cpp").write_text(source)
        return rows.judge(self.rows, rows.claims(self.root), dict.fromkeys(tests, 1), excused, managers)

    def test_rows_have_names_of_their_own(self):
        self.assertEqual(list(self.rows), ["7.Lock", "7.Lock.release", "7.Lock.repr", "7.RLock", "7.RLock.release",
                                           "7.waiter-killed", "11.1.start", "17._TestLock", "A1", "E1"])
        self.assertEqual([name for name, row in self.rows.items() if row.managers], ["11.1.start", "E1"])

    def test_names_and_comments_are_read(self):
        breaches, proofs = self.judge(TESTS)
        self.assertEqual(proofs, {"7.Lock": {"Lock.IsTaken"}, "7.Lock.release": {"Lock.IsTaken"},
                                  "A1": {"Pool.A1_IsKilled"}})
        self.assertEqual([text.split(":")[0] for text in breaches],
                         ["7.Lock.repr", "7.RLock", "7.RLock.release", "7.waiter-killed", "17._TestLock"])

    def test_the_managers_rows_are_asked_for_when_there_are_managers(self):
        breaches, _ = self.judge(TESTS, managers=True)
        self.assertIn("11.1.start: no test proves it: `start()`", breaches)

    def test_a_row_that_does_not_exist_is_named(self):
        breaches, _ = self.judge("// proves: 7.Rlock\nTEST(Lock, IsTaken) {\n")
        self.assertIn("tests/a_test.cpp:1: there is no row 7.Rlock", breaches)

    def test_a_comment_without_a_test_is_named(self):
        breaches, _ = self.judge("// proves: 7.RLock\nint x = 0;\nTEST(Lock, IsTaken) {\n")
        self.assertIn("tests/a_test.cpp:1: no test follows", breaches)

    def test_a_test_that_is_not_run_proves_nothing(self):
        breaches, proofs = self.judge(TESTS, tests=("Lock.IsTaken",))
        self.assertNotIn("A1", proofs)
        self.assertTrue(any("no test Pool.A1_IsKilled" in text for text in breaches))

    def test_what_is_only_pythons_must_be_so(self):
        breaches, _ = self.judge(TESTS, excused=("7.RLock", "7.Lock", "7.gone"))
        self.assertIn("python_only.txt: there is no row 7.gone", breaches)
        self.assertIn("python_only.txt: 7.Lock has a test: Lock.IsTaken", breaches)
        self.assertFalse(any(text.startswith("7.RLock:") for text in breaches))


if __name__ == "__main__":
    unittest.main()

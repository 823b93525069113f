#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""acceptance.py APPLICATION.md ROOT BUILD: which test shows which statement of the window's acceptance list, as
BUILD/acceptance.md. A test says it itself, in a comment above it: `// Acceptance 12, 13: why`. Fails for a statement
without a test and for a number that stands for none."""
import pathlib
import re
import sys

SKIPPED = 77
SHOWS = re.compile(r"^\s*(?://|#) Acceptance ([\d, ]+)")
TEST = re.compile(r"^\s*void (\w+)\(\)|^def (\w+)\(")


def statements_of(text):
    chapter = text[text.index("## 3."):text.index("## 4.")]
    return {int(number): words for number, words in re.findall(r"^(\d+)\. (.+)$", chapter, re.M)}


def shown_in(file):
    """(number, test) of a file; a comment at its head is about the first test."""
    waiting = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := SHOWS.match(line):
            waiting += [int(number) for number in re.findall(r"\d+", found[1])]
        elif (found := TEST.match(line)) and (found[1] or found[2]) not in ("init", "cleanup", "initTestCase", "cleanupTestCase"):
            yield from ((number, f"{file.stem}: {found[1] or found[2]}") for number in waiting)
            waiting = []


def main(document, root, build):
    if not pathlib.Path(document).exists():
        print("skipped: the design lies beside the tree, and is not there")
        sys.exit(SKIPPED)
    statements = statements_of(pathlib.Path(document).read_text(encoding="utf-8"))
    tests = {}
    files = [*pathlib.Path(root, "tests").rglob("*.cpp"), *pathlib.Path(root, "tests/e2e").glob("*.py")]
    for file in sorted(files):
        for number, test in shown_in(file):
            tests.setdefault(number, []).append(test)
    lines = ["# The window's acceptance list and its tests", "", "| # | Statement | Shown by |", "|---|---|---|"]
    for number, words in statements.items():
        lines.append(f"| {number} | {words.replace('|', chr(92) + '|')} | {'<br>'.join(sorted(set(tests.get(number, []))))} |")
    pathlib.Path(build, "acceptance.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    missing = sorted(set(statements) - set(tests))
    unknown = sorted(set(tests) - set(statements))
    print(f"{len(statements)} statements, {len(statements) - len(missing)} with a test: {build}/acceptance.md")
    if missing or unknown:
        sys.exit(f"without a test: {missing}; no such statement: {unknown}")


main(*sys.argv[1:])

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""page.py PAGE PRELUDE COMPILER...: compiles every example (third column) of the page's tables, each in a scope of its
own after the names of PRELUDE."""
import pathlib
import re
import subprocess
import sys

ROW = re.compile(r"^\|(?:[^|\\]|\\.)*\|(?:[^|\\]|\\.)*\| `((?:[^|\\]|\\.)*)` \|$")


def examples(page):
    """(line, code) of each row that has an example."""
    for number, line in enumerate(page.splitlines(), 1):
        if found := ROW.match(line):
            yield number, found[1].replace("\\|", "|")


def main():
    page, prelude, *compiler = sys.argv[1:]
    found = list(examples(pathlib.Path(page).read_text(encoding="utf-8")))
    if len(found) < 50:
        print(f"only {len(found)} examples found in {page}")
        return 1
    code = "".join(f'    {{\n#line {number} "{page}"\n        {text};\n    }}\n' for number, text in found)
    source = pathlib.Path(prelude).read_text(encoding="utf-8").replace("    // the examples\n", code)
    done = subprocess.run([*compiler, "-x", "c++", "-"], input=source, text=True, check=False)
    print(f"{len(found)} examples")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""engine_api.py PAGE PROGRAM COMPILER...: compiles PROGRAM, which holds the programs of the design page literally.

Every line of code of the page's C++ blocks stands in PROGRAM, in that order; an ellipsis stands for what the page leaves
out. Where the page is not beside the tree, only the program is compiled."""
import pathlib
import re
import subprocess
import sys

# Lines of the page that are no programs, or have none yet: their first words, without spaces.
MISSING = ("mp::RawValue,mp::RawArray,",)


def code_lines(page):
    """(line number, pieces between ellipses) of the code in the page, without comments and layout."""
    inside = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```cpp"
        elif inside and (text := squeeze(line)) and not text.startswith(MISSING):
            yield number, [piece for piece in re.split("\u2026", text) if piece]


def squeeze(line):
    return re.sub(r"\s+", "", re.sub(r"\s//.*", "", line)) if not line.startswith("//") else ""


def missing(page, program):
    """The page's lines that do not stand in the program after those before them."""
    text = "".join(squeeze(line) for line in program.splitlines())
    place = 0
    for number, pieces in code_lines(page):
        for piece in pieces:
            # What a line leaves out may be declared elsewhere, so a piece is looked for from the last line on.
            found = text.find(piece, place)
            if found < 0:
                yield number, piece
                break
            place = found + len(piece)


def main():
    page, program, *compiler = sys.argv[1:]
    source = pathlib.Path(program).read_text(encoding="utf-8")
    wrong = []
    if pathlib.Path(page).is_file():
        text = pathlib.Path(page).read_text(encoding="utf-8")
        wrong = [f"{page}:{number}: not in the program: {piece}" for number, piece in missing(text, source)]
        print(f"{len(list(code_lines(text)))} lines of {page}")
    print(*wrong, sep="\n")
    done = subprocess.run([*compiler, "-x", "c++", "-"], input=source, text=True, check=False)
    return 1 if wrong else done.returncode


if __name__ == "__main__":
    sys.exit(main())

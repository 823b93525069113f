# SPDX-License-Identifier: MIT
"""refused.py SOURCE COMPILER... : each line of SOURCE that says `// refused: words` gives one error with these words
when it is compiled, and nothing else goes wrong."""
import re
import subprocess
import sys


def errors_by_line(source, command):
    """The errors of a compilation, by the line of the source that asked for what is wrong."""
    run = subprocess.run([*command, source], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found, asked = {}, 0
    own = re.compile(re.escape(source) + r":(\d+):")
    for line in run.stdout.splitlines():
        if at := own.match(line):
            asked = int(at[1])
        if ": error: " in line:
            found.setdefault(asked, []).append(line.split(": error: ", 1)[1])
    return found


def main():
    source, command = sys.argv[1], sys.argv[2:]
    with open(source, encoding="utf-8") as file:
        wanted = {n: at[1] for n, line in enumerate(file, 1) if (at := re.search(r"// refused: (.+)", line))}
    found = errors_by_line(source, command)
    wrong = [f"{source}:{n}: {found.get(n, 'compiles')}, not one error of: {words}"
             for n, words in wanted.items() if len(found.get(n, [])) != 1 or words not in found[n][0]]
    wrong += [f"{source}:{n}: {texts}, which nobody expects" for n, texts in found.items() if n not in wanted]
    print("\n".join(wrong) or f"{len(wanted)} lines are refused as they say")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())

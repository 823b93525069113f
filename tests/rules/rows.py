#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""rows.py REFERENCE ROOT BUILD: which test proves which row of the API checklist and of the fault table, as BUILD/rows.md.

A test says it itself. The rows of the fault table stand at the beginning of its name (PoolFaults.A4_A5_EveryWayToDie);
any row can stand in a comment above it:

    // proves: 10.map, 10.chunksize
    TEST(Pool, MapKeepsTheOrderOfItsInput) {

Fails for a row without a test, a row that is proved and does not exist, and a test that is not among CTest's.
Rows of what there is nothing of in C++ stand with the reason in python_only.txt; those of the managers are asked for
as soon as one of tests/engine/manager says what it proves. rows.py --list REFERENCE prints every row's name."""
import argparse
import collections
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
TEST = re.compile(r"^(?:TYPED_TEST|TYPED_TEST_P|TEST|TEST_F|TEST_P)\((\w+),\s*(\w+)\)")
PROVES = re.compile(r"^\s*// proves: (.+)$")
Row = collections.namedtuple("Row", "name text managers")


def cells_of(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def tables(text):
    """(section, header, rows) of every table."""
    section, table = "", []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            table.append(cells_of(line))
            continue
        if len(table) > 2:
            yield section, table[0], table[2:]
        table = []
        if found := re.match(r"##+ (\S+) ", line):
            section = found[1].rstrip(".:")


def words_of(cell, count=6):
    return "-".join(re.findall(r"\w+", cell.lower())[:count])


def name_of(cell):
    """The first name of the cell without its arguments; of a cell of words, the words."""
    found = re.match(r"(?:\*proxy\* of |class )?`([^`]+)`", cell)
    name = re.split(r"[( =]", found[1])[0] if found else ""
    return name if re.search(r"\w", name) else words_of(cell)


def checklist_rows(text):
    taken = set()
    for section, header, rows in tables(text):
        chapter = section.split(".")[0]
        if not chapter.isdigit() or int(chapter) > 17 or (chapter == "17" and header[1] != ""):
            continue
        owner = ""
        for cells in rows:
            if chapter == "17" and not re.search("[●◐]", cells[1]):
                continue
            name = name_of(cells[0])
            if re.match(r"`(?:\w+\.)*[A-Z]\w*\(", cells[0]):
                owner = name.split(".")[-1]
            if owner and (name.startswith(".") or name == "repr"):
                name = f"{owner}.{name.lstrip('.')}"
            row = f"{section}.{name.lstrip('.…')}"
            if row in taken:
                row = f"{section}.{words_of(cells[0], 20)}"
            taken.add(row)
            what = cells[0] + (owner if owner == "SharedMemoryManager" else "")
            managers = chapter == "11" or re.search(r"manager|\*proxy\*|_TestContainers", what, re.I) or \
                any(re.search("managed queue|manager's authkey", cell) for cell in cells[1:])
            yield Row(row, cells[0], bool(managers))


def fault_rows(text):
    for _, _, rows in tables(text):
        for cells in rows:
            if re.fullmatch(r"[A-I]\d+", cells[0]):
                yield Row(cells[0], cells[1], cells[0][0] in "EF" or "anager" in cells[1])


def rows_of(reference):
    """Every row by name; two of one name are an error of this script."""
    found = {}
    for row in [*checklist_rows((reference / "api-checklist.md").read_text(encoding="utf-8")),
                *fault_rows((reference / "faults.md").read_text(encoding="utf-8"))]:
        if row.name in found:
            raise SystemExit(f"two rows are called {row.name}")
        found[row.name] = row
    return found


def claims(root):
    """(row, test, place) for everything that a test says to prove."""
    for path in sorted((root / "tests").rglob("*.cpp")):
        waiting = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            place = f"{path.relative_to(root).as_posix()}:{number}"
            if found := PROVES.match(line):
                waiting += [(row.strip(), place) for row in found[1].split(", ")]
            elif found := TEST.match(line):
                test = f"{found[1]}.{found[2]}"
                in_name = re.match(r"(?:[A-I]\d+_)+", found[2])
                waiting += [(row, place) for row in (in_name[0].split("_")[:-1] if in_name else [])]
                yield from ((row, test, where) for row, where in waiting)
                waiting = []
            elif waiting and line.strip() and not line.lstrip().startswith(("//", "template", "#if")):
                yield from ((row, None, where) for row, where in waiting)
                waiting = []


def tests_of(build):
    """The tests that CTest knows, by their name in the source: how often each is run."""
    done = subprocess.run(["ctest", "-N", "--test-dir", str(build)], stdout=subprocess.PIPE, text=True, check=True)
    found = collections.Counter()
    for line in done.stdout.splitlines():
        if name := re.match(r"\s*Test\s+#\d+: (?:\w+san/)?(\S+)", line):
            parts = re.sub(r"<.*", "", name[1]).split("/")
            found[next((part for part in parts if "." in part), parts[0])] += 1
    return found


def python_only(path):
    lines = [line.partition(":") for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name.strip(): reason.strip() for name, _, reason in lines}


def judge(rows, all_claims, tests, excused, managers_exist):
    """(breaches, {row: {tests}})."""
    proofs, breaches = collections.defaultdict(set), []
    for row, test, place in all_claims:
        if row not in rows:
            breaches.append(f"{place}: there is no row {row}")
        elif test is None:
            breaches.append(f"{place}: no test follows")
        elif test not in tests:
            breaches.append(f"{place}: CTest has no test {test}: not built, or not in a CMakeLists.txt")
        else:
            proofs[row].add(test)
    for row in excused:
        if row not in rows:
            breaches.append(f"python_only.txt: there is no row {row}")
        elif row in proofs:
            breaches.append(f"python_only.txt: {row} has a test: {min(proofs[row])}")
    for row in rows.values():
        needed = managers_exist or not row.managers
        if needed and row.name not in proofs and row.name not in excused:
            breaches.append(f"{row.name}: no test proves it: {row.text}")
    return breaches, proofs


def page(rows, proofs, tests, excused):
    lines = ["# Which test proves which row", "",
             f"{len(rows)} rows, {sum(1 for row in rows if row in proofs)} of them with a test. Written by the test `rules.rows`.", "",
             "| row | what | tests (how often each runs) |", "|---|---|---|"]
    for row in rows.values():
        found = ", ".join(f"`{test}` ({tests[test]})" for test in sorted(proofs.get(row.name, ())))
        without = f"none in C++: {excused[row.name]}" if row.name in excused else "with the managers"
        lines.append(f"| {row.name} | {row.text} | {found or without} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the names of all rows")
    parser.add_argument("reference", type=pathlib.Path)
    parser.add_argument("root", type=pathlib.Path, nargs="?")
    parser.add_argument("build", type=pathlib.Path, nargs="?")
    given = parser.parse_args()
    if not (given.reference / "api-checklist.md").is_file():
        print(f"skipped: {given.reference} is not here, so there are no rows to look for")
        return SKIPPED
    rows = rows_of(given.reference)
    if given.list:
        print(*(f"{row.name}\t{'managers' if row.managers else ''}\t{row.text}" for row in rows.values()), sep="\n")
        return 0
    tests, excused = tests_of(given.build), python_only(HERE / "python_only.txt")
    managers_exist = any("// proves: " in test.read_text(encoding="utf-8")
                         for test in (given.root / "tests/engine/manager").glob("*.cpp"))
    breaches, proofs = judge(rows, claims(given.root), tests, excused, managers_exist)
    (given.build / "rows.md").write_text(page(rows, proofs, tests, excused), encoding="utf-8")
    print(*breaches, sep="\n")
    print(f"{len(rows)} rows, {len(proofs)} with a test, {len(excused)} only in Python, {len(breaches)} breaches; "
          f"see {given.build / 'rows.md'}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

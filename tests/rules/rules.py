#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The rules of the house that no compiler checks. rules.py RULE ROOT prints each breach as file:line and exits 1."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
MAX_LINES = 450
SOURCES = {".h", ".cpp"}
GPL_FOLDERS = ("ui/", "app/gui/", "resources/", "tests/ui/", "tests/e2e/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def files(root):
    """Every file of the tree, builds and hidden folders left out."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".clang-format") for part in parts)
        if path.is_file() and parts[0] != "build" and not hidden and "__pycache__" not in parts:
            yield path


def text_of(path):
    """The text of a file; None for one that is no text, such as a picture or a database."""
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8", errors="replace")


def name_of(path, root):
    return path.relative_to(root).as_posix()


def table(path):
    """layers.txt as {section: {name: [words]}}."""
    sections, section = {}, None
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        else:
            name, _, words = line.partition(":")
            section[name.strip()] = words.split()
    return sections


class Layers:
    """Reads the include table, and says of one arrow whether it may be."""

    def __init__(self, root, layers):
        self.root = root
        sections = table(layers)
        self.rooms, self.public, self.libraries = (sections[key] for key in ("rooms", "public", "libraries"))

    def room_of(self, name):
        """The room of a file; '' where no table applies (tests), None where the table does not know it."""
        parts = name.split("/")
        if name.startswith("engine/include/"):
            owner = self.public.get(name.removeprefix("engine/include/"))
            return owner[0] if owner else None
        room = {"engine": parts[2] if parts[1:2] == ["src"] else parts[1], "ui": "/".join(parts[:2]),
                "app": "/".join(parts[:2])}.get(parts[0], "")
        return room if room in self.rooms or room == "" else None

    def target(self, including, included):
        """The file of the tree that an include means, or None."""
        for base in (including.parent, self.root / "engine/include", self.root / "engine/src", self.root / "ui",
                     self.root / "app", self.root / "tests", self.root):
            path = (base / included).resolve()
            if path.is_file() and path.is_relative_to(self.root):
                return name_of(path, self.root)
        return None

    def library_breach(self, name, room, included):
        if included.startswith(("gtest/", "gmock/", "benchmark/")):
            return None if name.startswith("tests/") else "a test library outside tests"
        for prefix, rooms in self.libraries.items():
            qt = prefix == "Q" and re.match(r"Q[A-Z]|Qt\w*/", included)
            if qt or (prefix != "Q" and (included == prefix or prefix.endswith("/") and included.startswith(prefix))):
                if name.startswith("tests/"):
                    below_ui = qt and not name.startswith(("tests/ui/", "tests/e2e/"))
                    return "Qt below ui" if below_ui else None
                if name.startswith("engine/include/") and rooms != ["everybody"]:
                    return "a library in a public header"
                allowed = room in rooms or rooms == ["everybody"]
                return None if allowed else "Qt below ui" if qt else "a library that is not this room's"
        if included.endswith(".h") and not name.startswith("tests/"):
            inside_os = name.startswith("engine/src/os/")
            return None if inside_os else "a system header outside engine/src/os"
        return None

    def breach(self, path, included, angled):
        """Why path may not include that, or None."""
        name = name_of(path, self.root)
        room = self.room_of(name)
        target = None if angled and not included.startswith("mp/") else self.target(path, included)
        if target is None:
            return self.library_breach(name, room, included) if angled else None
        if name.startswith("engine/include/") and not target.startswith("engine/include/"):
            return "a private header in a public one"
        if name.startswith("tests/"):
            return None
        to = self.room_of(target)
        if room is None or to is None:
            unknown = name if room is None else target
            return f"{unknown} belongs to no room: say in tests/rules/layers.txt which one"
        row = self.rooms.get(room, [])
        is_public = target.startswith("engine/include/")
        if to in ("everybody", room) or to in row or is_public and "public" in row:
            return None
        if target.removeprefix("engine/include/") in row:
            return None
        return f"{room} may not include {to}"


def own_header(path, name):
    """The private header that is compiled by being the first of this source (the others have a test each), or None."""
    if name.startswith("engine/src/") and path.suffix == ".cpp" and path.with_suffix(".h").is_file():
        return name.removeprefix("engine/src/").removesuffix(".cpp") + ".h"
    return None


def check_includes(root, layers=None):
    arrows = Layers(root, layers or HERE / "layers.txt")
    for path in files(root):
        if path.suffix not in SOURCES:
            continue
        name = name_of(path, root)
        if arrows.room_of(name) is None:
            yield f"{name}:1: belongs to no room: say in tests/rules/layers.txt which one"
            continue
        own = own_header(path, name)
        for number, line in enumerate(text_of(path).splitlines(), 1):
            found = INCLUDE.match(line)
            reason = found and arrows.breach(path, found[2], found[1] == "<")
            if reason:
                yield f"{name}:{number}: -> {found[2]}: {reason}"
            if found and own:
                if found[2] != own:
                    yield f"{name}:{number}: -> {found[2]}: the file's own header comes first, so that it is seen to stand alone"
                own = None


def check_licences(root):
    """The SPDX line stands first (after #! in a script), with the licence of the folder."""
    for path in files(root):
        name = name_of(path, root)
        text = text_of(path)
        if text is None or name.startswith("tests/fixtures/"):
            continue
        lines = text.splitlines()
        script = bool(lines) and lines[0].startswith("#!")
        if not (script or path.suffix in SOURCES | {".py", ".cmake", ".in", ".qss", ".sh"}
                or path.name in ("CMakeLists.txt", ".clang-format")):
            continue
        wanted = "GPL-3.0-or-later" if name.startswith(GPL_FOLDERS) else "MIT"
        line = lines[1 if script else 0] if len(lines) > script else ""
        if not re.fullmatch(rf"\W*SPDX-License-Identifier: {re.escape(wanted)}\W*", line):
            yield f"{name}:{1 + script}: the first line is not 'SPDX-License-Identifier: {wanted}'"


def check_sizes(root, exceptions=None):
    reasons = {}
    for line in (exceptions or HERE / "long_files.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(":")
            reasons[name.strip()] = reason.strip()
    for path in files(root):
        if path.suffix not in SOURCES | {".py", ".cmake"} and path.name != "CMakeLists.txt":
            continue
        name, lines = name_of(path, root), len(text_of(path).splitlines())
        excused = bool(reasons.pop(name, ""))
        if lines > MAX_LINES and not excused:
            yield f"{name}:{MAX_LINES + 1}: {lines} lines, more than {MAX_LINES}: the noun was two nouns"
        if lines <= MAX_LINES and excused:
            yield f"{name}:1: no longer long: take it out of tests/rules/long_files.txt"
    yield from (f"{name}:1: is in tests/rules/long_files.txt but not in the tree" for name in reasons)


def check_words(root, words=None):
    patterns = [line.split("\t") for line in (words or HERE / "words.txt").read_text().splitlines()
                if line.strip() and not line.startswith("#")]
    for path in files(root):
        name, text = name_of(path, root), text_of(path)
        if text is None or name.startswith(("tests/rules/", "LICENSES/")):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, reason in patterns:
                if re.search(pattern, line):
                    yield f"{name}:{number}: '{re.search(pattern, line)[0]}' is {reason}"


def check_format(root, tool="clang-format"):
    sources = [str(path) for path in files(root) if path.suffix in SOURCES]
    for start in range(0, len(sources), 50):
        done = subprocess.run([tool, "--dry-run", "-Werror", "--style=file", *sources[start:start + 50]],
                              cwd=root, stderr=subprocess.PIPE, text=True, check=False)
        yield from (line.replace(str(root) + "/", "") for line in done.stderr.splitlines() if ": error:" in line)


RULES = {"includes": check_includes, "licences": check_licences, "sizes": check_sizes, "words": check_words,
         "format": check_format}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rule", choices=RULES)
    parser.add_argument("root", type=pathlib.Path)
    chosen = parser.parse_args()
    if chosen.rule == "format":
        tool = shutil.which("clang-format-14") or shutil.which("clang-format")
        version = subprocess.run([tool, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout if tool else ""
        if " 14." not in version:
            print(f"skipped: the tree is laid out by clang-format 14, and this machine has {version or 'none'}")
            return 77
    breaches = list(RULES[chosen.rule](chosen.root.resolve()))
    print("\n".join(breaches) or f"{chosen.rule}: kept")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

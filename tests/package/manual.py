#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every verb and option that a program's --help names stands in its manual page.

usage: manual.py PAGE PROGRAM [--verbs]"""
import os
import re
import subprocess
import sys


def help_of(program, *words):
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    return subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True,
                          env=environment).stdout


def verbs_of(text):
    part = re.search(r"^Subcommands:\n((?: .*\n)+)", text, re.M)
    return re.findall(r"^  (\w+)", part.group(1), re.M) if part else []


def options_of(text):
    lines = re.findall(r"^  (-[^\n]*)", text, re.M)
    names = [re.split(r"[ :=<]", name)[0] for line in lines for name in line.split("  ")[0].split(",")]
    return {name.strip() for name in names if name.strip().startswith("-")} - {"-h", "--help", "--version", "-v"}


def main():
    page, program = sys.argv[1:3]
    with open(page, encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-").replace("Fl -", "Fl --")
    spelled = {("--" if word.startswith("-") else "-") + word.lstrip("-") for word in
               re.findall(r"(?:Fl|,) (-{0,2}[a-z0-9][a-z0-9-]*)", manual)}
    missing = []
    top = help_of(program)
    for verb in verbs_of(top) if "--verbs" in sys.argv else []:
        if not re.search(rf"\b{verb}\b", manual):
            missing.append(verb)
        text = help_of(program, verb)
        for inner in verbs_of(text):
            if not re.search(rf"\b{inner}\b", manual):
                missing.append(f"{verb} {inner}")
        missing += [f"{verb} {option}" for option in sorted(options_of(text) - spelled)]
    missing += sorted(options_of(top) - spelled)
    if missing:
        sys.exit(f"{page} does not explain: {', '.join(missing)}")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every verb that a program's --help names has a paragraph in its manual page, with every option that the verb takes.

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


def spelled_in(text):
    """The options that a piece of the page names, as they are typed."""
    return {("--" if word.startswith("-") else "-") + word.lstrip("-") for word in
            re.findall(r"(?:Fl|,) (-{0,2}[a-z0-9][a-z0-9-]*)", text)}


def paragraphs_of(manual):
    """{verb: the paragraph that begins with it}. Verbs may share one; a list within it is part of it."""
    found = {}
    pieces = re.split(r"^(\.It Cm .*|\.S[sh] .*)$", manual, flags=re.M)
    for heading, text in zip(pieces[1::2], pieces[2::2]):
        for verb in re.findall(r"\w+", heading.partition(".It Cm ")[2]):
            if verb in found and not heading.startswith(f".It Cm {verb} "):
                continue
            found[verb] = found.get(verb, "") + heading + text
    return found


def verbs_with_an_agent(manual):
    """Those of which it is said once that they take --agent and --authkey-file."""
    said = re.search(r"^\.Pp\n((?:(?!\.Pp).*\n)*?)take\n\.Fl --agent .*\nand\n\.Fl --authkey-file", manual, re.M)
    return set(re.findall(r"\w+", said[1].replace(".Cm", ""))) - {"and"} if said else set()


def missing_of(program, verb, paragraph, far):
    text = help_of(program, verb)
    spelled = spelled_in(paragraph) | ({"--agent", "--authkey-file"} if verb in far else set())
    missing = [f"{verb} {option}" for option in options_of(text) - spelled]
    for inner in verbs_of(text):
        if not re.search(rf"\b{inner}\b", paragraph):
            missing.append(f"{verb} {inner}")
        missing += [f"{verb} {inner} {option}" for option in options_of(help_of(program, verb, inner)) - spelled]
    return sorted(missing)


def main():
    page, program = sys.argv[1:3]
    with open(page, encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-").replace("Fl -", "Fl --")
    top = help_of(program)
    paragraphs, far = paragraphs_of(manual), verbs_with_an_agent(manual)
    missing = sorted(options_of(top) - spelled_in(manual))
    for verb in verbs_of(top) if "--verbs" in sys.argv else []:
        missing += missing_of(program, verb, paragraphs[verb], far) if verb in paragraphs else [verb]
    if missing:
        sys.exit(f"{page} does not explain: {', '.join(missing)}")


main()

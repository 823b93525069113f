#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows Doxygen the plain comments of a public header as documentation.

The headers are written to be read as they are: `//` before a declaration, `//` behind a member, and one comment under
`#pragma once` for the file. Doxygen wants `///`, `///<` and `@file`; its own signs in our sentences are escaped.
"""
import re
import sys

COMMENT = re.compile(r"^(\s*)//(?!/)(.*)$")
TRAILING = re.compile(r"^(.*?[;,{}]\s+)//\s(.*)$")


def escaped(text):
    if re.match(r"^\s{5}", text):  # an example: Markdown's own rules
        return text.replace("/*", "/ *").replace("*/", "* /")
    parts = text.split('"')  # what stands in quotation marks is taken as it is
    parts[::2] = [re.sub(r"[\\@#<>]", lambda sign: "\\" + sign.group(), part) for part in parts[::2]]
    return '"'.join(parts)


def filtered(lines):
    out = []
    opening = False  # the comment of the file, which comes right after #pragma once
    for line in lines:
        if line.startswith("// SPDX"):
            out.append("")
            continue
        if line.startswith("#pragma once"):
            out.append(line)
            opening = True
            continue
        comment = COMMENT.match(line)
        if comment:
            words = comment.group(2)
            if re.match(r"^\s*(----|clang-format|NOLINT)", words):
                out.append("")
            elif opening:
                out.append("/// @file")
                out.append("///" + escaped(words))
                opening = False
            else:
                out.append(comment.group(1) + "///" + escaped(words))
            continue
        opening = opening and not line.strip()
        if line.startswith(("namespace ", "#")):  # a comment above it is of the lines around it
            at = len(out)
            while at > 0 and out[at - 1].startswith("///") and out[at - 1] != "/// @file":
                at -= 1
                out[at] = out[at][1:]
        trailing = TRAILING.match(line)
        if trailing and not line.rstrip().endswith("{"):
            # What stands behind a closing brace is of the namespace or of a body; nothing to document.
            if trailing.group(1).rstrip().endswith((";", ",")):
                out.append(trailing.group(1) + "///< " + escaped(trailing.group(2)))
                continue
        out.append(line)
    return out


def without_distant_links(text):
    """A page's links to what the reference has no page of stay as names."""
    return re.sub(r"\[([^]]*)\]\(\.\./(?:engine|tests|ui|packaging)/[^)]*\)", r"\1", text)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        content = file.read()
    if sys.argv[1].endswith(".md"):
        print(without_distant_links(content))
    else:
        print("\n".join(filtered(content.split("\n"))))

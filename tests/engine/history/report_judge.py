# SPDX-License-Identifier: MIT
"""Reads an exported page as XML and as HTML: well-formed, without a script, without anything from elsewhere; its figures
are the database's.

    report_judge.py PAGE DATABASE RUN [TEXT ...]     each TEXT must stand in the page as text
"""

import html.parser
import re
import sqlite3
import sys
import xml.etree.ElementTree as ElementTree

VOID = {"meta", "br", "hr", "img", "input", "link", "path"}
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "img", "video", "audio", "base", "form", "foreignObject", "use",
             "image"}
FETCHING = {"src", "href", "xlink:href", "action", "formaction", "data", "poster", "srcset", "background", "ping"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.style = [], [], ""

    def handle_starttag(self, tag, attrs):
        assert tag not in FORBIDDEN, f"<{tag}> in a page that needs nothing"
        for name, value in attrs:
            assert name not in FETCHING, (tag, name, value)
            assert not name.startswith("on"), (tag, name, value)
            assert name == "content" or "url(" not in (value or ""), (tag, name, value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.text.append(data)


def table(root, name):
    rows = root.findall(f".//table[@id='{name}']/tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows[1:]]


def main():
    path, database, run = sys.argv[1:4]
    raw = open(path, encoding="utf-8").read()
    assert raw.startswith("<!DOCTYPE html>\n")
    root = ElementTree.fromstring(raw.split("\n", 1)[1])
    page = Page()
    page.feed(raw)
    page.close()
    assert not page.open, page.open
    assert not re.search(r"url\(|@import|expression\(", page.style), "the style fetches something"
    assert "prefers-color-scheme: dark" in page.style
    assert "default-src 'none'" in raw
    text = "".join(page.text)
    for wanted in sys.argv[4:]:
        assert wanted in text, f"{wanted!r} is not in the page"

    db = sqlite3.connect(database)
    rows = db.execute("SELECT function, sum(items_count), sum(iif(state IN (3, 4, 6), items_count, 0)) FROM task "
                      "WHERE run = ? GROUP BY function", (run,)).fetchall()
    shown = {r[0]: (int(r[1].replace(",", "")), int(r[2].replace(",", ""))) for r in table(root, "functions")}
    assert len(shown) == min(100, len(rows))
    if len(rows) <= 100:
        clean = {re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "\ufffd", f): (n, bad) for f, n, bad in rows}
        assert shown == clean, (shown, clean)
    ended = db.execute("SELECT count(*) FROM exit WHERE run = ?", (run,)).fetchone()[0]
    cards = {d.findtext("dt"): d.findtext("dd") for d in root.findall(".//dl/div")}
    assert int(cards["Processes ended"].replace(",", "")) == ended
    tasks, failed = db.execute("SELECT tasks, failed FROM run WHERE id = ?", (run,)).fetchone()
    assert (int(cards["Tasks"].replace(",", "")), int(cards["Failed"].replace(",", ""))) == (tasks, failed), cards
    figures = root.findall(".//figure")
    for figure in figures:
        labels = [t.text for t in figure.findall("svg/text") if t.get("class") == "y"]
        assert len(labels) == len(set(labels)) >= 2, labels
        assert not any("e+" in label for label in labels), labels
        assert len(figure.findall("details/table/tr")) > 1, "a chart without its numbers"
    print(f"{len(figures)} charts, {len(shown)} functions, {ended} exits agree")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window shows, read as a screen reader reads it (AT-SPI): words, states and places of its widgets."""

import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

ACTIVE, CHECKED, DEFAULT, ENABLED, FOCUSED, SELECTED, SHOWING = (
    getattr(Atspi.StateType, name)
    for name in ("ACTIVE", "CHECKED", "IS_DEFAULT", "ENABLED", "FOCUSED", "SELECTED", "SHOWING"))
ROWS = ("tree", "table", "tree table", "list")  # their cells are looked at only when asked for


class Seen:
    """A widget, or a cell. What is gone meanwhile has no words and no states."""

    def __init__(self, accessible):
        self.at = accessible

    def _ask(self, question, otherwise):
        try:
            self.at.clear_cache()
            answer = question()
            return otherwise if answer is None else answer
        except GLib.Error:
            return otherwise

    name = property(lambda self: self._ask(self.at.get_name, ""))
    role = property(lambda self: self._ask(self.at.get_role_name, ""))

    @property
    def text(self):
        """Of a field."""
        return self._ask(lambda: Atspi.Text.get_text(self.at, 0, Atspi.Text.get_character_count(self.at)), "")

    def has(self, *states):
        held = self._ask(self.at.get_state_set, None)
        return held is not None and all(held.contains(state) for state in states)

    def count(self):
        return self._ask(self.at.get_child_count, 0)

    def child(self, number):
        found = self._ask(lambda: self.at.get_child_at_index(number), None)
        return Seen(found) if found else None

    def children(self):
        return [child for child in map(self.child, range(self.count())) if child]

    def centre(self):
        box = self._ask(lambda: Atspi.Component.get_extents(self.at, Atspi.CoordType.SCREEN), None)
        return (box.x + box.width // 2, box.y + box.height // 2) if box and box.width > 0 else None

    def all(self, role=None, name=None, rows=False):
        """What is shown below, itself first."""
        mine = self.role
        if (role is None or mine == role) and (name is None or re.search(name, self.name)):
            yield self
        if mine in ROWS and not rows:
            return
        for child in self.children():
            if child.has(SHOWING):
                yield from child.all(role, name, rows)

    def first(self, role=None, name=None, rows=False):
        return next(self.all(role, name, rows), None)

    def row(self, column, value):
        """Of a tree or a table: the first row whose cell says so, as {column: cell}."""
        titles = []
        total = self.count()
        while len(titles) < total:
            cell = self.child(len(titles))
            if not cell or (titles and cell.role != "table column header"):
                break  # the first may be the corner above the titles of rows
            titles.append(cell.name)
        if column not in titles:
            return None
        for start in range(len(titles), total, len(titles)):
            cell = self.child(start + titles.index(column))
            if cell and re.fullmatch(value, cell.name.partition(": ")[2]):
                return {title: self.child(start + at) for at, title in enumerate(titles)}
        return None


def said(row, column):
    """What a cell says, without the name of its column."""
    return row[column].name.partition(": ")[2].replace("\xa0", " ")


def desktop():
    return Seen(Atspi.get_desktop(0))

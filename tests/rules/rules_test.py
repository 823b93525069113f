#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every rule is shown a tree that breaks it, and must name the place; and one that keeps it, and must be silent."""
import pathlib
import tempfile
import unittest

import rules

MIT = "// SPDX-License-Identifier: MIT\n"
GPL = "// SPDX-License-Identifier: GPL-3.0-or-later\n"


class RulesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name).resolve()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assert_breach(self, found, *parts):
        found = list(found)
        self.assertTrue(any(all(part in line for part in parts) for line in found), f"{parts} not in {found}")

    def test_a_legal_tree_is_silent(self):
        self.write("engine/src/os/fd.h", MIT + "#include <fcntl.h>\n#include <vector>\n#include <mp/exceptions.h>\n")
        self.write("engine/src/sync/lock.cpp", MIT + '#include "os/fd.h"\n')
        self.write("engine/include/mp/exceptions.h", MIT + "#include <string>\n")
        self.write("engine/include/mp/snapshot.h", MIT)
        self.write("ui/model/rows.cpp", GPL + "#include <QString>\n#include <mp/snapshot.h>\n")
        self.write("tests/engine/os/fd_test.cpp", MIT + "#include <unistd.h>\n#include <gtest/gtest.h>\n")
        for name in ("includes", "licences", "words"):
            self.assertEqual(list(rules.RULES[name](self.root)), [], name)
        with tempfile.NamedTemporaryFile() as no_excuses:
            self.assertEqual(list(rules.check_sizes(self.root, pathlib.Path(no_excuses.name))), [])

    def test_an_arrow_that_goes_up_is_named(self):
        self.write("engine/src/pool/pool.h", MIT)
        self.write("engine/src/os/fd.cpp", MIT + '#include "pool/pool.h"\n')
        self.assert_breach(rules.check_includes(self.root), "engine/src/os/fd.cpp:2", "os may not include pool")

    def test_a_source_that_does_not_begin_with_its_header_is_named(self):
        self.write("engine/src/os/fd.h", MIT)
        self.write("engine/src/os/fd.cpp", MIT + '#include <vector>\n#include "os/fd.h"\n')
        self.assert_breach(rules.check_includes(self.root), "engine/src/os/fd.cpp:2", "own header comes first")
        self.write("engine/src/os/fd.cpp", MIT + '#include "os/fd.h"\n\n#include <vector>\n')
        self.assertEqual(list(rules.check_includes(self.root)), [])

    def test_an_arrow_between_neighbours_is_named(self):
        self.write("engine/src/pool/pool.h", MIT)
        self.write("engine/src/observe/reader.cpp", MIT + "\n" + '#include "../pool/pool.h"\n')
        self.assert_breach(rules.check_includes(self.root), "reader.cpp:3", "observe may not include pool")

    def test_a_public_header_of_a_higher_room_counts_as_that_room(self):
        self.write("engine/include/mp/pool.h", MIT)
        self.write("engine/include/mp/synchronize.h", MIT + "#include <mp/pool.h>\n")
        self.write("engine/src/sync/lock.cpp", MIT + "#include <mp/pool.h>\n")
        found = list(rules.check_includes(self.root))
        self.assert_breach(found, "include/mp/synchronize.h:2", "sync may not include pool")
        self.assert_breach(found, "sync/lock.cpp:2", "sync may not include pool")

    def test_qt_below_ui_is_named(self):
        self.write("engine/src/pool/pool.cpp", MIT + "#include <QString>\n")
        self.write("app/ctl/main.cpp", MIT + "#include <QtCore/QString>\n")
        self.write("tests/engine/pool/pool_test.cpp", MIT + "#include <QTest>\n")
        found = list(rules.check_includes(self.root))
        for name in ("engine/src/pool/pool.cpp:2", "app/ctl/main.cpp:2", "tests/engine/pool/pool_test.cpp:2"):
            self.assert_breach(found, name, "Qt below ui")

    def test_a_system_header_outside_os_is_named(self):
        for name in ("engine/src/pool/pool.cpp", "engine/include/mp/pool.h", "app/ctl/main.cpp", "ui/page/page.cpp"):
            self.write(name, MIT + "  #  include <sys/mman.h>\n")
            self.assert_breach(rules.check_includes(self.root), name + ":2", "system header outside engine/src/os")

    def test_a_private_header_in_a_public_one_is_named(self):
        self.write("engine/src/pool/pool.h", MIT)
        self.write("engine/include/mp/pool.h", MIT + '#include "pool/pool.h"\n')
        self.assert_breach(rules.check_includes(self.root), "include/mp/pool.h:2", "private header in a public one")

    def test_a_library_outside_its_room_is_named(self):
        self.write("engine/src/pool/pool.cpp", MIT + "#include <SQLiteCpp/Database.h>\n")
        self.write("engine/include/mp/history.h", MIT + "#include <sqlite3.h>\n")
        found = list(rules.check_includes(self.root))
        self.assert_breach(found, "pool.cpp:2", "not this room's")
        self.assert_breach(found, "mp/history.h:2", "a library in a public header")

    def test_a_model_that_reads_a_session_is_named(self):
        self.write("engine/include/mp/observe.h", MIT)
        self.write("ui/model/rows.cpp", GPL + "#include <mp/observe.h>\n")
        self.assert_breach(rules.check_includes(self.root), "rows.cpp:2", "ui/model may not include observe")

    def test_a_file_without_a_room_is_named(self):
        self.write("engine/src/cellar/wine.cpp", MIT)
        self.write("engine/include/mp/wine.h", MIT)
        found = list(rules.check_includes(self.root))
        self.assert_breach(found, "engine/src/cellar/wine.cpp:1", "belongs to no room")
        self.assert_breach(found, "engine/include/mp/wine.h:1", "belongs to no room")

    def test_a_missing_or_wrong_licence_is_named(self):
        self.write("engine/src/os/fd.cpp", "\n" + MIT)
        self.write("ui/page/page.cpp", MIT)
        self.write("tests/ui/page/tst_page.cpp", MIT)
        self.write("engine/src/os/gpl.cpp", GPL)
        self.write("packaging/run", "#!/bin/sh\necho\n")
        self.write("engine/CMakeLists.txt", "")
        found = list(rules.check_licences(self.root))
        for name in ("engine/src/os/fd.cpp:1", "ui/page/page.cpp:1", "tests/ui/page/tst_page.cpp:1",
                     "engine/src/os/gpl.cpp:1", "packaging/run:2", "engine/CMakeLists.txt:1"):
            self.assert_breach(found, name)

    def test_a_long_file_is_named_unless_it_is_excused(self):
        self.write("ui/page/page.cpp", GPL + "\n" * rules.MAX_LINES)
        excuses = self.write("excuses", "ui/page/page.cpp: one table\nui/page/short.cpp: gone\n")
        self.assert_breach(rules.check_sizes(self.root), "ui/page/page.cpp", "451 lines")
        found = list(rules.check_sizes(self.root, excuses))
        self.assertEqual(len(found), 1)
        self.assert_breach(found, "ui/page/short.cpp", "not in the tree")

    def test_a_forbidden_word_is_named(self):
        self.write("README.md", "a\nsee /" + "work/x\n")
        self.write("ui/page/page.cpp", GPL + "// TO" + "DO later\n")
        found = list(rules.check_words(self.root))
        self.assert_breach(found, "README.md:2", "a path of one machine")
        self.assert_breach(found, "ui/page/page.cpp:2", "unfinished work")

    @unittest.skipUnless(rules.shutil.which("clang-format"), "no clang-format")
    def test_a_crooked_line_is_named(self):
        self.write(".clang-format", "BasedOnStyle: Google\n")
        self.write("engine/src/os/fd.cpp", MIT + "int  f( );\n")
        self.write("engine/src/os/straight.cpp", MIT + "int f();\n")
        found = list(rules.check_format(self.root))
        self.assert_breach(found, "engine/src/os/fd.cpp:2")
        self.assertFalse(any("straight" in line for line in found))


if __name__ == "__main__":
    unittest.main()

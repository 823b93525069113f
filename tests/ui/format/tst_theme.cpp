// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "format/theme.h"

using namespace lifeguard;

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Acceptance 10: text and glyphs of the six state colours are readable on both grounds of both themes.
    void stateColoursAreReadable() {
        for (const bool dark : {false, true}) {
            const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
            QCOMPARE(theme::isDark(palette), dark);
            for (int i = 0; i < 6; ++i)
                for (const auto ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
                    const double contrast =
                        theme::contrast(theme::tone(static_cast<Tone>(i), palette), palette.color(ground));
                    QVERIFY2(contrast >= 4.5,
                             qPrintable(QStringLiteral("tone %1 dark %2: %3").arg(i).arg(dark).arg(contrast)));
                }
        }
    }

    void textIsReadableEverywhere() {
        for (const QPalette& p : {theme::lightPalette(), theme::darkPalette()}) {
            QVERIFY(theme::contrast(p.color(QPalette::WindowText), p.color(QPalette::Window)) >= 7);
            QVERIFY(theme::contrast(p.color(QPalette::Text), p.color(QPalette::Base)) >= 7);
            QVERIFY(theme::contrast(p.color(QPalette::ButtonText), p.color(QPalette::Button)) >= 7);
            QVERIFY(theme::contrast(p.color(QPalette::HighlightedText), p.color(QPalette::Highlight)) >= 4.5);
            QVERIFY(theme::contrast(p.color(QPalette::ToolTipText), p.color(QPalette::ToolTipBase)) >= 7);
            QVERIFY(theme::contrast(p.color(QPalette::PlaceholderText), p.color(QPalette::Base)) >= 4.5);
        }
    }

    void seriesKeepTheirColour() {
        const auto style = theme::series(QStringLiteral("resize"), false);
        QCOMPARE(theme::series(QStringLiteral("resize"), false).color, style.color);
        QCOMPARE(theme::series(QStringLiteral("resize"), true).line, style.line);
        for (const bool dark : {false, true}) {
            const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
            for (int i = 0; i < 50; ++i) {
                const QColor colour = theme::series(QStringLiteral("name%1").arg(i), dark).color;
                QVERIFY(theme::contrast(colour, palette.color(QPalette::Base)) >= 3);
            }
        }
    }

    void choicesHaveNames() {
        for (const auto choice : {theme::Choice::system, theme::Choice::light, theme::Choice::dark}) {
            bool known = false;
            QCOMPARE(theme::choiceFromName(theme::choiceName(choice), &known), choice);
            QVERIFY(known);
        }
        bool known = true;
        QCOMPARE(theme::choiceFromName(QStringLiteral("pink"), &known), theme::Choice::system);
        QVERIFY(!known);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"

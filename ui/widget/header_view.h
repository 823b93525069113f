// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A header whose columns can be chosen, moved and sorted, and which remembers it by the columns' ids: a column that a
// later version adds appears with its default, whatever was saved before.

#include <QHeaderView>
#include <QSet>
#include <QTimer>

#include "model/column.h"
#include "model/filter_proxy.h"

namespace lifeguard {

class HeaderView : public QHeaderView {
    Q_OBJECT
public:
    HeaderView(const QString& name, const Columns& columns, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;

    const Columns& columns() const { return m_columns; }
    void setShown(int section, bool shown);

    // Width of a column at first, by its id, in average characters. Columns without one fit their heading.
    void setDefaultWidths(const QHash<QString, int>& characters);
    // Columns whose texts are read whole, names mostly: as wide as what is in sight asks for, within reason, and never
    // narrower for others' sake. Numbers are so without being named.
    void setNames(const QStringList& ids);
    // Texts whose end tells more than their middle: paths, names that end in a number. Others are cut on the right.
    void setElidedInMiddle(const QStringList& ids);
    // Columns of which the largest is looked for: the first click puts it on top.
    void setLargestFirst(const QStringList& ids) { m_largest_first = ids; }
    // Which column sorts at first; "" and the source's order without.
    void setDefaultSort(const QString& column, Qt::SortOrder order);
    void reset() override;
    void resetColumns();

    QByteArray save() const;
    bool restore(const QByteArray& state);  // false: not understood, the defaults hold

    void openDialog();
    void openMenu(const QPoint& global);

Q_SIGNALS:
    void stateChanged();  // the user chose, moved, sized or sorted

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    int sectionOf(const QString& id) const;
    int leastWidth(int section) const;
    bool isMeasured(int section) const;
    int neededWidth(int section) const;
    int wantedWidth(int section) const;
    int lastVisible() const;  // visual
    void fitColumns();
    void followView();
    void measureSoon();
    void measureNames();
    FilterProxy* proxy() const;
    void cycleSort(int section);
    void setSort(int section, Qt::SortOrder order);

    Columns m_columns;
    QHash<QString, int> m_widths;
    QSet<int> m_names;
    QHash<int, int> m_measures;  // of names and numbers, by section: the width that has been asked for
    QStringList m_largest_first;
    QTimer m_measure;
    QTimer m_numbers;         // measured again after some time, as they grow
    bool m_measured = false;  // since it is shown
    QString m_defaultSort;
    Qt::SortOrder m_defaultOrder = Qt::AscendingOrder;
    int m_sorted = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;  // the indicator flips by itself before a click is told
    bool m_quiet = false;
    bool m_own_widths = true;  // nobody has sized a column: they give way where there is not room for all
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/header_view.h"

#include <QContextMenuEvent>
#include <QDataStream>
#include <QMenu>
#include <QScopedValueRollback>
#include <cmath>

#include "widget/column_dialog.h"

namespace lifeguard {
namespace {
constexpr quint32 kMagic = 0x4c474844;  // "LGHD"
constexpr quint16 kVersion = 1;
}  // namespace

HeaderView::HeaderView(const QString& name, const Columns& columns, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), m_columns(columns) {
    setObjectName(name);
    setAccessibleName(tr("Columns"));
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
    connect(this, &QHeaderView::sectionClicked, this, &HeaderView::cycleSort);
    const auto changed = [this] {
        if (!m_quiet) Q_EMIT stateChanged();
    };
    connect(this, &QHeaderView::sectionMoved, this, changed);
    connect(this, &QHeaderView::sectionResized, this, [this, changed](int section) {
        // The last one follows the window's width; any other was sized by hand.
        if (!m_quiet && visualIndex(section) != lastVisible()) m_own_widths = false;
        changed();
    });
}

void HeaderView::setModel(QAbstractItemModel* model) {
    QHeaderView::setModel(model);
    if (model != nullptr) resetColumns();
}

void HeaderView::reset() {
    const QScopedValueRollback quiet(m_quiet, true);
    QHeaderView::reset();
}

int HeaderView::sectionOf(const QString& id) const {
    for (int i = 0; i < count(); ++i) {
        if (m_columns[i].id == id) return i;
    }
    return -1;
}

void HeaderView::setShown(int section, bool shown) {
    if (section == 0 || isSectionHidden(section) != shown) return;
    setSectionHidden(section, !shown);
    fitColumns();
    if (!m_quiet) Q_EMIT stateChanged();
}

void HeaderView::setDefaultWidths(const QHash<QString, int>& characters) {
    m_widths = characters;
    if (model() != nullptr) resetColumns();
}

void HeaderView::setDefaultSort(const QString& column, Qt::SortOrder order) {
    m_defaultSort = column;
    m_defaultOrder = order;
    if (model() != nullptr) setSort(sectionOf(column), order);
}

FilterProxy* HeaderView::proxy() const {
    return qobject_cast<FilterProxy*>(model());
}

void HeaderView::setSort(int section, Qt::SortOrder order) {
    m_sorted = section;
    m_order = order;
    setSortIndicatorShown(section >= 0);
    if (section >= 0) setSortIndicator(section, order);
    if (proxy() != nullptr) proxy()->setSort(section, order);
}

// Up, down, and back to the order in which things were made.
void HeaderView::cycleSort(int section) {
    if (proxy() == nullptr) return;
    if (m_sorted != section) {
        setSort(section, Qt::AscendingOrder);
    } else if (m_order == Qt::AscendingOrder) {
        setSort(section, Qt::DescendingOrder);
    } else {
        setSort(-1, Qt::AscendingOrder);
    }
    Q_EMIT stateChanged();
}

int HeaderView::leastWidth(int section) const {
    return fontMetrics().horizontalAdvance(m_columns[section].title) + 3 * fontMetrics().averageCharWidth() + 12;
}

int HeaderView::wantedWidth(int section) const {
    return qMax(leastWidth(section), m_widths.value(m_columns[section].id) * fontMetrics().averageCharWidth());
}

int HeaderView::lastVisible() const {
    int last = count() - 1;
    while (last > 0 && isSectionHidden(logicalIndex(last))) --last;
    return last;
}

// Where all columns nearly have room, the wide ones become narrower instead of the last one leaving the sight: first
// down to what most values need, then, if that is not enough, each by its part.
void HeaderView::fitColumns() {
    if (!m_own_widths || model() == nullptr) return;
    const QScopedValueRollback quiet(m_quiet, true);
    const int enough = fontMetrics().averageCharWidth() * 18;
    int all = 0, spare = 0, last_spare = 0;
    const auto gives = [&](int i) { return wantedWidth(i) - qMax(leastWidth(i), qMin(wantedWidth(i), enough)); };
    const auto gives_at_last = [&](int i) { return wantedWidth(i) - qMax(leastWidth(i), wantedWidth(i) * 3 / 5); };
    for (int i = 0; i < count(); ++i) {
        if (isSectionHidden(i)) continue;
        all += wantedWidth(i);
        spare += gives(i);
        last_spare += gives_at_last(i);
    }
    const int missing = all - viewport()->width();
    const bool first = missing <= spare;
    const int from = first ? spare : last_spare;
    const double share = missing <= 0 || missing > from ? 0 : static_cast<double>(missing) / from;
    for (int i = 0; i < count(); ++i) {
        if (isSectionHidden(i)) continue;
        const int width = wantedWidth(i) - static_cast<int>(std::ceil((first ? gives(i) : gives_at_last(i)) * share));
        if (sectionSize(i) != width) resizeSection(i, width);
    }
}

void HeaderView::resizeEvent(QResizeEvent* event) {
    QHeaderView::resizeEvent(event);
    fitColumns();
}

void HeaderView::resetColumns() {
    const QScopedValueRollback quiet(m_quiet, true);
    for (int i = 0; i < count(); ++i) {
        if (visualIndex(i) != i) moveSection(visualIndex(i), i);
        setSectionHidden(i, i > 0 && !m_columns[i].shown);
        if (!isSectionHidden(i)) resizeSection(i, wantedWidth(i));
    }
    m_own_widths = true;
    fitColumns();
    setSort(sectionOf(m_defaultSort), m_defaultOrder);
}

QByteArray HeaderView::save() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << kMagic << kVersion << static_cast<qint32>(count());
    for (int visual = 0; visual < count(); ++visual) {
        const int section = logicalIndex(visual);
        out << m_columns[section].id << isSectionHidden(section) << static_cast<qint32>(sectionSize(section));
    }
    out << (m_sorted >= 0 ? m_columns[m_sorted].id : QString()) << static_cast<qint32>(m_order);
    return bytes;
}

bool HeaderView::restore(const QByteArray& state) {
    struct Saved {
        int section;
        bool hidden;
        qint32 width;
    };
    QDataStream in(state);
    in.setVersion(QDataStream::Qt_6_0);
    quint32 magic = 0;
    quint16 version = 0;
    qint32 columns = 0;
    in >> magic >> version >> columns;
    if (in.status() != QDataStream::Ok || magic != kMagic || version != kVersion || columns < 0 || columns > 1000)
        return false;
    QList<Saved> saved;
    for (qint32 i = 0; i < columns; ++i) {
        QString id;
        Saved each{-1, false, 0};
        in >> id >> each.hidden >> each.width;
        each.section = sectionOf(id);
        if (each.section >= 0) saved.append(each);
    }
    QString sorted;
    qint32 order = 0;
    in >> sorted >> order;
    if (in.status() != QDataStream::Ok) return false;
    const QScopedValueRollback quiet(m_quiet, true);
    resetColumns();
    int visual = 0;
    for (const Saved& each : saved) {
        moveSection(visualIndex(each.section), visual++);
        setSectionHidden(each.section, each.hidden && each.section != 0);
        if (!each.hidden && each.width > 0) resizeSection(each.section, each.width);
    }
    m_own_widths = false;
    setSort(sectionOf(sorted), order == Qt::DescendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    return true;
}

void HeaderView::openDialog() {
    (new ColumnDialog(this, window()))->open();
}

void HeaderView::contextMenuEvent(QContextMenuEvent* event) {
    openMenu(event->globalPos());
}

void HeaderView::openMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (int section = 1; section < count(); ++section) {
        QAction* action = menu->addAction(m_columns[section].title);
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(section));
        action->setToolTip(m_columns[section].help);
        connect(action, &QAction::toggled, this, [this, section](bool on) { setShown(section, on); });
    }
    menu->addSeparator();
    menu->addAction(tr("&Describe columns…"), this, &HeaderView::openDialog);
    menu->addAction(tr("Original &order of rows"), this, [this] {
        setSort(-1, Qt::AscendingOrder);
        Q_EMIT stateChanged();
    });
    menu->addAction(tr("&Reset columns"), this, [this] {
        resetColumns();
        Q_EMIT stateChanged();
    });
    menu->popup(global);
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/header_view.h"

#include <QContextMenuEvent>
#include <QDataStream>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTreeView>
#include <algorithm>
#include <cmath>

#include "widget/cell_delegate.h"
#include "widget/column_dialog.h"

namespace lifeguard {
namespace {
constexpr quint32 kMagic = 0x4c474844;  // "LGHD"
constexpr quint16 kVersion = 1;
constexpr int kNameMost = 48;       // characters: a longer name is cut
constexpr int kPatience_ms = 2000;  // between two measures of numbers that go on
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
    setResizeContentsPrecision(0);  // what is asked about the width of contents is of rows in sight
    m_measure.setSingleShot(true);
    m_numbers.setSingleShot(true);
    connect(&m_numbers, &QTimer::timeout, this, &HeaderView::measureNames);
    connect(&m_measure, &QTimer::timeout, this, &HeaderView::measureNames);
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
    if (this->model() != nullptr) disconnect(this->model(), nullptr, &m_measure, nullptr);
    QHeaderView::setModel(model);
    if (model == nullptr) return;
    resetColumns();
    connect(model, &QAbstractItemModel::rowsInserted, &m_measure, [this] { measureSoon(); });
    connect(model, &QAbstractItemModel::layoutChanged, &m_measure, [this] { measureSoon(); });
    connect(model, &QAbstractItemModel::modelReset, &m_measure, [this] { measureSoon(); });
    connect(model, &QAbstractItemModel::dataChanged, &m_measure, [this] {
        if (!m_numbers.isActive() && isVisible()) m_numbers.start(kPatience_ms);
    });
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

void HeaderView::setNames(const QStringList& ids) {
    m_names.clear();
    for (int section = 0; section < m_columns.size(); ++section)
        if (ids.contains(m_columns[section].id)) m_names.insert(section);
}

void HeaderView::setElidedInMiddle(const QStringList& ids) {
    QSet<int> sections;
    for (int section = 0; section < m_columns.size(); ++section)
        if (ids.contains(m_columns[section].id)) sections.insert(section);
    const auto* view = qobject_cast<QAbstractItemView*>(parentWidget());
    auto* cells = view != nullptr ? qobject_cast<CellDelegate*>(view->itemDelegate()) : nullptr;
    if (cells != nullptr) cells->setElidedInMiddle(sections);
}

// The view exists by now, its scroll bar too.
void HeaderView::followView() {
    auto* view = qobject_cast<QAbstractItemView*>(parentWidget());
    if (view == nullptr) return;
    connect(view->verticalScrollBar(), &QScrollBar::valueChanged, this, &HeaderView::measureSoon, Qt::UniqueConnection);
    if (auto* tree = qobject_cast<QTreeView*>(view))
        connect(tree, &QTreeView::expanded, this, &HeaderView::measureSoon, Qt::UniqueConnection);
}

// At once when rows come into sight, and seldom where they never stop coming.
void HeaderView::measureSoon() {
    if (!m_measure.isActive()) m_measure.start(m_measured ? 1000 : 50);
}

// Wider only: columns that follow each row would never stand still.
void HeaderView::measureNames() {
    const auto* view = qobject_cast<QAbstractItemView*>(parentWidget());
    if (view == nullptr || !isVisible() || model()->rowCount() == 0) return;
    m_measured = true;
    const int most = fontMetrics().averageCharWidth() * kNameMost;
    bool wider = false;
    for (int section = 0; section < count(); ++section) {
        if (!isMeasured(section) || isSectionHidden(section)) continue;
        const int wanted = std::min(most, view->sizeHintForColumn(section));
        int& known = m_measures[section];
        wider = wider || wanted > known;
        known = std::max(known, wanted);
    }
    if (wider) fitColumns();
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

// Up, down (largest first: down, up), and back to the order in which things were made.
void HeaderView::cycleSort(int section) {
    if (proxy() == nullptr) return;
    const auto first = m_largest_first.contains(m_columns[section].id) ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (m_sorted != section) {
        setSort(section, first);
    } else if (m_order == first) {
        setSort(section, first == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    } else {
        setSort(-1, Qt::AscendingOrder);
    }
    Q_EMIT stateChanged();
}

int HeaderView::leastWidth(int section) const {
    return fontMetrics().horizontalAdvance(m_columns[section].title) + 3 * fontMetrics().averageCharWidth() + 12;
}

bool HeaderView::isMeasured(int section) const {
    return m_names.contains(section) || m_columns[section].numeric;
}

// Names and numbers are never cut; before they were measured they keep the width that they begin with.
int HeaderView::neededWidth(int section) const {
    if (!isMeasured(section)) return leastWidth(section);
    return m_measures.contains(section) ? std::max(leastWidth(section), m_measures.value(section))
                                        : wantedWidth(section);
}

int HeaderView::wantedWidth(int section) const {
    return std::max({leastWidth(section), m_measures.value(section),
                     static_cast<int>(m_widths.value(m_columns[section].id)) * fontMetrics().averageCharWidth()});
}

int HeaderView::lastVisible() const {
    int last = count() - 1;
    while (last > 0 && isSectionHidden(logicalIndex(last))) --last;
    return last;
}

// Where all columns nearly have room, the wide ones become narrower instead of the last one leaving the sight, names
// and numbers only as far as they are read whole: first down to what most values need, then, if that is not enough,
// each by its part. Where there is more room
// than they ask for, texts get it: a number far from its neighbours belongs to no row.
void HeaderView::fitColumns() {
    if (!m_own_widths || model() == nullptr) return;
    const QScopedValueRollback quiet(m_quiet, true);
    const int enough = fontMetrics().averageCharWidth() * 18;
    const auto down_to = [&](int i, int width) {
        return wantedWidth(i) - qMax(neededWidth(i), isMeasured(i) ? 0 : width);
    };
    const auto gives = [&](int i) { return down_to(i, qMin(wantedWidth(i), enough)); };
    const auto gives_at_last = [&](int i) { return down_to(i, wantedWidth(i) * 3 / 5); };
    const auto takes = [&](int i) {
        return m_columns[i].numeric || !m_widths.contains(m_columns[i].id) ? 0 : wantedWidth(i);
    };
    int all = 0, spare = 0, last_spare = 0, takers = 0;
    for (int i = 0; i < count(); ++i) {
        if (isSectionHidden(i)) continue;
        all += wantedWidth(i);
        spare += gives(i);
        last_spare += gives_at_last(i);
        takers += takes(i);
    }
    const int missing = all - viewport()->width();
    const bool first = missing <= spare;
    const int from = first ? spare : last_spare;
    const double less = missing <= 0 || missing > from ? 0 : static_cast<double>(missing) / from;
    const double more = missing >= 0 || takers == 0 ? 0 : static_cast<double>(-missing) / takers;
    for (int i = 0; i < count(); ++i) {
        if (isSectionHidden(i)) continue;
        const int width = wantedWidth(i) - static_cast<int>(std::ceil((first ? gives(i) : gives_at_last(i)) * less)) +
                          static_cast<int>(takes(i) * more);
        if (sectionSize(i) != width) resizeSection(i, width);
    }
}

void HeaderView::resizeEvent(QResizeEvent* event) {
    QHeaderView::resizeEvent(event);
    fitColumns();
}

void HeaderView::showEvent(QShowEvent* event) {
    QHeaderView::showEvent(event);
    m_measured = false;
    followView();
    measureSoon();
}

void HeaderView::resetColumns() {
    const QScopedValueRollback quiet(m_quiet, true);
    for (int i = 0; i < count(); ++i) {
        if (visualIndex(i) != i) moveSection(visualIndex(i), i);
        setSectionHidden(i, i > 0 && !m_columns[i].shown);
        if (!isSectionHidden(i)) resizeSection(i, wantedWidth(i));
    }
    m_own_widths = true;
    m_measures.clear();
    fitColumns();
    measureSoon();
    setSort(sectionOf(m_defaultSort), m_defaultOrder);
}

QByteArray HeaderView::save() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << kMagic << kVersion << static_cast<qint32>(count());
    for (int visual = 0; visual < count(); ++visual) {
        const int section = logicalIndex(visual);
        // Widths that nobody chose are found anew in the next window.
        out << m_columns[section].id << isSectionHidden(section)
            << static_cast<qint32>(m_own_widths ? 0 : sectionSize(section));
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
    bool sized = false;
    for (const Saved& each : saved) {
        moveSection(visualIndex(each.section), visual++);
        setSectionHidden(each.section, each.hidden && each.section != 0);
        if (each.hidden || each.width <= 0) continue;
        resizeSection(each.section, each.width);
        sized = true;
    }
    m_own_widths = !sized;
    fitColumns();
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

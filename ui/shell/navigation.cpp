// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/navigation.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "format/format.h"
#include "format/theme.h"
#include "shell/icons.h"
#include "shell/page_list.h"

namespace lifeguard {
namespace {

enum NavigationRole { IdRole = Qt::UserRole + 1, TitleRole, BadgeRole };

// The badge stands at the right end, "3!" in the colour of failures; the name gives way to it.
class BadgeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const int count = index.data(BadgeRole).toInt();
        if (count == 0) return;
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        QFont bold = option.font;
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText)
                                 : theme::tone(Tone::failed, option.palette));
        const bool compact = index.data(Qt::DisplayRole).toString().isEmpty();
        const QString text =
            compact ? QStringLiteral("!") : format::count(static_cast<std::uint64_t>(count)) + QLatin1Char('!');
        painter->drawText(option.rect.adjusted(0, compact ? 2 : 0, -6, 0),
                          Qt::AlignRight | (compact ? Qt::AlignTop : Qt::AlignVCenter), text);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, 14);
    }
};

}  // namespace

Navigation::Navigation(QWidget* parent) : QListWidget(parent) {
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Pages"));
    setItemDelegate(new BadgeDelegate(this));
    setIconSize({20, 20});
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setManager(false);
    const auto choose = [this](const QListWidgetItem* chosen) {
        if (chosen) Q_EMIT pageChosen(chosen->data(IdRole).toString());
    };
    connect(this, &QListWidget::currentItemChanged, this, choose);
    connect(this, &QListWidget::itemClicked, this, choose);
}

void Navigation::setManager(bool manager) {
    const QSignalBlocker blocker(this);
    clear();
    int number = 1;
    for (const PageEntry& page : pageList()) {
        if (!inNavigation(page, manager)) continue;
        auto* made = new QListWidgetItem(icons::get(page.icon), m_compact ? QString() : page.title(), this);
        made->setData(IdRole, page.id);
        made->setData(TitleRole, page.title());
        made->setToolTip(tr("%1 (Ctrl+%2)").arg(page.title()).arg(number++));
        describe(made);
    }
    fit();
}

// A list that gets the keyboard makes its first row the current one; nobody has chosen that page.
void Navigation::focusInEvent(QFocusEvent* event) {
    const QSignalBlocker blocker(this);
    QListWidget::focusInEvent(event);
}

QListWidgetItem* Navigation::entry(const QString& id) const {
    for (int row = 0; row < count(); ++row)
        if (QListWidget::item(row)->data(IdRole).toString() == id) return QListWidget::item(row);
    return nullptr;
}

void Navigation::setCurrentPage(const QString& id) {
    const QSignalBlocker blocker(this);
    if (QListWidgetItem* found = entry(id)) {
        setCurrentItem(found);
    } else {
        clearSelection();
        setCurrentItem(nullptr);
    }
}

void Navigation::setBadge(const QString& id, int count) {
    QListWidgetItem* found = entry(id);
    if (!found || found->data(BadgeRole).toInt() == count) return;
    found->setData(BadgeRole, count);
    describe(found);
}

void Navigation::describe(QListWidgetItem* item) const {
    const int count = item->data(BadgeRole).toInt();
    const QString title = item->data(TitleRole).toString();
    item->setData(Qt::AccessibleTextRole, count == 0 ? title : tr("%1, %n new failure(s)", nullptr, count).arg(title));
}

void Navigation::setCompact(bool compact) {
    if (m_compact == compact) return;
    m_compact = compact;
    for (int row = 0; row < count(); ++row) {
        auto* each = QListWidget::item(row);
        each->setText(compact ? QString() : each->data(TitleRole).toString());
    }
    fit();
}

void Navigation::fit() {
    int widest = 0;
    for (int row = 0; row < count(); ++row)
        widest = std::max(widest, fontMetrics().horizontalAdvance(QListWidget::item(row)->data(TitleRole).toString()));
    const int badge = fontMetrics().horizontalAdvance(QStringLiteral("999!")) + 16;
    setFixedWidth(m_compact ? iconSize().width() + 24 : iconSize().width() + widest + badge + 24);
}

QSize Navigation::sizeHint() const {
    return {width(), 200};
}

void Navigation::changeEvent(QEvent* event) {
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) fit();
    if (event->type() == QEvent::PaletteChange) viewport()->update();
}

QStringList Navigation::pages() const {
    QStringList ids;
    for (int row = 0; row < count(); ++row) ids << QListWidget::item(row)->data(IdRole).toString();
    return ids;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/page.h"

#include <QScopedValueRollback>

#include "format/format.h"

namespace lifeguard {

Page::Page(const PageContext& context, const QString& id, const QString& title, QWidget* parent)
    : QWidget(parent), m_context(context), m_id(id), m_title(title) {
    setObjectName(id + QLatin1String("Page"));
    setAccessibleName(title);
    const auto update = [this] {
        if (isVisible()) refresh();
    };
    connect(&context.models, &SessionModels::updated, this, update);
    connect(&context.models, &SessionModels::cleared, this, update);
    connect(&context.feed, &SnapshotFeed::stateChanged, this, update);
}

QList<EmptyState::Action> Page::waysToAProgram() {
    return {{tr("Start a pool"), [this] { Q_EMIT startRequested(); }},
            {tr("Attach…"), [this] { Q_EMIT homeRequested(); }}};
}

bool Page::showsMoment() const {
    return m_context.models.isPast() || m_context.feed.state() == SnapshotFeed::State::recording;
}

QString Page::timeWords() const {
    const TimeView& times = m_context.models.times;
    QString words;
    if (!times.range().isEmpty())
        words = tr(" from %1 to %2")
                    .arg(format::clockSeconds(times.range().from_ns), format::clockSeconds(times.range().to_ns));
    if (times.moment()) words += tr(" up to %1").arg(format::clockSeconds(*times.moment()));
    return words;
}

EmptyState::Action Page::clearTime() {
    return {tr("Show all times"), [this] {
                m_context.models.times.clearRange();
                m_context.models.showNow();
            }};
}

void Page::takeChosen() {
    if (!m_showing) m_context.models.selection.set(keeper()->chosen());
}

void Page::showSelection(bool fresh) {
    if (keeper() == nullptr) return;
    QList<Entity> shown;
    bool taken_over = false;
    for (Entity entity : m_context.models.selection.entities()) {
        if (fresh && !lists(entity) && entity.identity) {
            for (const auto kind : {Entity::Kind::process, Entity::Kind::session, Entity::Kind::exit})
                if (!lists(entity)) entity.kind = kind;
            taken_over = taken_over || lists(entity);
        }
        if (lists(entity)) shown.append(entity);
    }
    if (keeper()->chosen() != shown) {
        const QScopedValueRollback showing(m_showing, true);
        keeper()->choose(shown, true);
    }
    if (taken_over) takeChosen();
}

void Page::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

}  // namespace lifeguard

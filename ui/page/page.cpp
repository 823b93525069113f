// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/page.h"

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

void Page::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

}  // namespace lifeguard

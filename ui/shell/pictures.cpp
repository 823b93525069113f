// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/pictures.h"

#include <QDir>
#include <QPixmap>

#include "shell/main_window.h"
#include "shell/page_list.h"

namespace lifeguard {

namespace {
constexpr int page_settles_ms = 700;  // a page fills itself and its charts when it is shown
}

Pictures::Pictures(MainWindow& window, const QString& directory, int settle_ms, QObject* parent)
    : QObject(parent), m_window(window), m_directory(directory), m_settle_ms(settle_ms), m_pages(pageIds()) {}

void Pictures::start() {
    if (!QDir().mkpath(m_directory)) {
        Q_EMIT finished({}, tr("The directory %1 cannot be made.").arg(m_directory));
        return;
    }
    QTimer::singleShot(m_settle_ms, this, [this] { next(); });
}

void Pictures::next() {
    if (m_pages.isEmpty()) {
        Q_EMIT finished(m_files, {});
        return;
    }
    const QString page = m_pages.takeFirst();
    m_window.showPage(page);
    QTimer::singleShot(page_settles_ms, this, [this, page] {
        const QString file = QDir(m_directory).filePath(page + QStringLiteral(".png"));
        if (!m_window.grab().save(file)) {
            Q_EMIT finished(m_files, tr("%1 cannot be written.").arg(file));
            return;
        }
        m_files << file;
        next();
    });
}

}  // namespace lifeguard

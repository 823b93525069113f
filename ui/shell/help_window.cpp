// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/help_window.h"

#include <QDesktopServices>
#include <QFile>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

// A resource of a static library is linked where somebody asks for it, outside of any namespace.
static void initGuide() {
    Q_INIT_RESOURCE(guide);
}

namespace lifeguard {
namespace {

const QString root = QStringLiteral(":/guide/");

QString textOf(const QString& file) {
    QFile topic(root + file);
    return topic.open(QIODevice::ReadOnly) ? QString::fromUtf8(topic.readAll()) : QString();
}

// The first heading.
QString titleOf(const QString& file) {
    return textOf(file).section(QLatin1Char('\n'), 0, 0).remove(QLatin1Char('#')).trimmed();
}

}  // namespace

QVariant GuideBrowser::loadResource(int type, const QUrl& name) {
    const QVariant loaded = QTextBrowser::loadResource(type, name);
    if (type != QTextDocument::ImageResource) return loaded;
    QImage image = loaded.canConvert<QImage>() ? loaded.value<QImage>() : QImage();
    if (image.isNull()) image.loadFromData(loaded.toByteArray());
    const int room = viewport()->width() - 32;
    if (image.isNull() || image.width() <= room || room < 100) return image.isNull() ? loaded : QVariant(image);
    return image.scaledToWidth(room, Qt::SmoothTransformation);
}

QStringList HelpWindow::topics() {
    initGuide();
    return {QStringLiteral("README.md"),  QStringLiteral("hanging-worker.md"), QStringLiteral("why-did-it-die.md"),
            QStringLiteral("waiting.md"), QStringLiteral("compare-runs.md"),   QStringLiteral("looking-back.md"),
            QStringLiteral("alerts.md"),  QStringLiteral("command-pool.md")};
}

QString HelpWindow::topicOf(const QString& page) {
    if (page == QLatin1String("workers") || page == QLatin1String("timeline"))
        return QStringLiteral("hanging-worker.md");
    if (page == QLatin1String("exits") || page == QLatin1String("logs")) return QStringLiteral("why-did-it-die.md");
    if (page == QLatin1String("locks") || page == QLatin1String("queues")) return QStringLiteral("waiting.md");
    if (page == QLatin1String("runs") || page == QLatin1String("compare")) return QStringLiteral("compare-runs.md");
    if (page == QLatin1String("start")) return QStringLiteral("command-pool.md");
    return QStringLiteral("README.md");
}

HelpWindow::HelpWindow(QWidget* parent) : QWidget(parent, Qt::Window) {
    setObjectName(QStringLiteral("helpWindow"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Guide · Lifeguard"));
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("helpFind"));
    m_find->setAccessibleName(tr("Find in the guide"));
    m_find->setPlaceholderText(tr("Find in the guide (Ctrl+F)"));
    m_find->setClearButtonEnabled(true);
    m_found = new QLabel(this);
    m_found->setObjectName(QStringLiteral("helpFound"));
    m_contents = new QListWidget(this);
    m_contents->setObjectName(QStringLiteral("helpContents"));
    m_contents->setAccessibleName(tr("Contents"));
    m_contents->setWordWrap(true);
    m_browser = new GuideBrowser(this);
    m_browser->setObjectName(QStringLiteral("helpText"));
    m_browser->setAccessibleName(tr("Guide"));
    m_browser->setOpenLinks(false);
    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_find);
    column->addWidget(m_found);
    column->addWidget(m_contents, 1);
    auto* split = new QSplitter(this);
    split->addWidget(left);
    split->addWidget(m_browser);
    split->setStretchFactor(1, 1);
    split->setSizes({260, 700});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(split);
    resize(1000, 700);

    connect(m_contents, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item) m_browser->setSource(QUrl(QStringLiteral("qrc") + root + item->data(Qt::UserRole).toString()));
        if (item && !m_find->text().isEmpty()) m_browser->find(m_find->text());
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        if (link.scheme().startsWith(QLatin1String("http")))
            QDesktopServices::openUrl(link);
        else
            showTopic(link.fileName());
    });
    connect(m_find, &QLineEdit::textChanged, this, &HelpWindow::find);
    connect(m_find, &QLineEdit::returnPressed, this, [this] {
        if (!m_browser->find(m_find->text())) {  // from the top again
            m_browser->moveCursor(QTextCursor::Start);
            m_browser->find(m_find->text());
        }
    });
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, m_find, qOverload<>(&QWidget::setFocus));
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), this), &QShortcut::activated, this,
            [this] { m_find->text().isEmpty() ? static_cast<void>(close()) : m_find->clear(); });
    listTopics({});
}

void HelpWindow::listTopics(const QString& words) {
    const QString shown =
        m_contents->currentItem() ? m_contents->currentItem()->data(Qt::UserRole).toString() : QString();
    const QSignalBlocker quiet(m_contents);
    m_contents->clear();
    int row = 0;
    for (const QString& file : topics()) {
        if (!words.isEmpty() && !textOf(file).contains(words, Qt::CaseInsensitive)) continue;
        auto* item = new QListWidgetItem(titleOf(file), m_contents);
        item->setData(Qt::UserRole, file);
        if (file == shown) row = m_contents->row(item);
    }
    m_contents->setCurrentRow(row);
}

void HelpWindow::showTopic(const QString& file) {
    if (!m_find->text().isEmpty()) m_find->clear();
    for (int row = 0; row < m_contents->count(); ++row)
        if (m_contents->item(row)->data(Qt::UserRole).toString() == file) m_contents->setCurrentRow(row);
    if (m_browser->source().fileName() != file) m_browser->setSource(QUrl(QStringLiteral("qrc") + root + file));
}

int HelpWindow::find(const QString& words) {
    listTopics(words);
    const int found = m_contents->count();
    m_found->setText(words.isEmpty() ? QString()
                     : found == 0    ? tr("Nothing in the guide has “%1”.").arg(words)
                                     : tr("%n topic(s)", nullptr, found));
    if (found == 0) return 0;
    const QString file = m_contents->currentItem()->data(Qt::UserRole).toString();
    if (m_browser->source().fileName() != file) m_browser->setSource(QUrl(QStringLiteral("qrc") + root + file));
    m_browser->moveCursor(QTextCursor::Start);
    if (!words.isEmpty()) m_browser->find(words);
    return found;
}

}  // namespace lifeguard

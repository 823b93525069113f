// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/confirm_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "bridge/commands.h"
#include "format/words.h"
#include "shell/confirm_text.h"

namespace lifeguard {

using namespace mp::observe;

ConfirmDialog::ConfirmDialog(const Request& request, SessionModels& models, std::optional<Verb> alternative,
                             QWidget* parent)
    : QDialog(parent), m_request(request), m_models(models), m_opened_at(models.latest()) {
    setObjectName(QStringLiteral("confirmDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    build(alternative);
    connect(&m_models, &SessionModels::latestChanged, this, &ConfirmDialog::look);
    connect(&m_models, &SessionModels::cleared, this, &QDialog::reject);
    look();
}

void ConfirmDialog::build(std::optional<Verb> alternative) {
    const ConfirmText text = confirmText(m_request, *m_opened_at);
    setWindowTitle(m_request.verb == Verb::cancel_task ? tr("Stop task") : Commands::verbText(m_request.verb));
    setAccessibleName(text.question);
    const auto label = [this](const char* name, const QString& words) {
        auto* made = new QLabel(words, this);
        made->setObjectName(QLatin1String(name));
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(true);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return made;
    };
    m_question = label("confirmQuestion", text.question);
    QFont bold = font();
    bold.setBold(true);
    m_question->setFont(bold);
    m_consequences = label("confirmConsequences", text.consequences.join(QLatin1Char('\n')));
    m_consequences->setVisible(!text.consequences.isEmpty());
    m_news = label("confirmNews", {});
    m_news->hide();

    auto* buttons = new QDialogButtonBox(this);
    m_cancel = buttons->addButton(QDialogButtonBox::Cancel);
    m_cancel->setObjectName(QStringLiteral("confirmCancel"));
    m_verb = buttons->addButton(text.button, QDialogButtonBox::DestructiveRole);
    m_verb->setObjectName(QStringLiteral("confirmVerb"));
    m_verb->setAccessibleName(text.button);
    m_verb->setAutoDefault(false);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_verb, &QPushButton::clicked, this, [this] { confirm(m_request.verb); });
    QPushButton* preferred = m_cancel;
    if (alternative) {
        m_alternative = buttons->addButton(Commands::verbText(*alternative), QDialogButtonBox::AcceptRole);
        m_alternative->setObjectName(QStringLiteral("confirmAlternative"));
        m_alternative->setToolTip(tr("Finish the task, take no more."));
        connect(m_alternative, &QPushButton::clicked, this, [this, verb = *alternative] { confirm(verb); });
        preferred = m_alternative;
    }
    preferred->setDefault(true);
    preferred->setFocus();

    auto* words = new QVBoxLayout;
    words->addWidget(m_question);
    words->addWidget(m_consequences);
    words->addWidget(m_news);
    auto* icon = new QLabel(this);
    icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning, nullptr, this).pixmap(32, 32));
    auto* top = new QHBoxLayout;
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addSpacing(8);
    top->addLayout(words, 1);
    auto* all = new QVBoxLayout(this);
    all->addLayout(top, 1);
    all->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
}

bool ConfirmDialog::isThere(Verb verb, const Target& target) const {
    const SnapshotPtr now = m_models.latest();
    if (!target.identity) return now && now->pool(target.pool_id);
    const Process* process = now ? now->process(target.identity) : nullptr;
    // What is not of the program is not in its snapshots: the engine looks when it is asked.
    if (!process) return !m_opened_at->process(target.identity);
    if (verb == Verb::cancel_task && (!process->task || process->task->id != target.task_id)) return false;
    return !process->ended_ns;
}

Request ConfirmDialog::livingRequest(Verb verb) const {
    Request request = m_request;
    request.verb = verb;
    request.targets.removeIf([&](const Target& target) { return !isThere(verb, target); });
    request.roots.removeIf([&](const Target& target) { return !isThere(verb, target); });
    if (!m_request.roots.isEmpty() && request.roots.isEmpty()) request.targets.clear();
    return request;
}

// Who is still there? Another process that has one of the pids by now is not: identities carry the start time.
void ConfirmDialog::look() {
    const SnapshotPtr now = m_models.latest();
    const auto living = livingRequest(m_request.verb).targets.size();
    const auto all = m_request.targets.size();
    if (living == all) return;
    if (all == 1) {
        const Target& target = m_request.targets.front();
        const Process* process = now ? now->process(target.identity) : nullptr;
        const bool task_over = m_request.verb == Verb::cancel_task;
        const QString how =
            !task_over && process && process->exitcode ? words::exitText(*process->exitcode) : QString();
        m_news->setText(how.isEmpty() ? tr("%1 has ended meanwhile: nothing will be sent.").arg(target.name)
                                      : tr("%1 has ended meanwhile (%2): nothing will be sent.").arg(target.name, how));
    } else {
        m_news->setText(
            tr("%n of %1 have ended meanwhile: nothing will be sent to them.", nullptr, static_cast<int>(all - living))
                .arg(all));
    }
    m_news->show();
    m_verb->setEnabled(living > 0);
    if (m_alternative) m_alternative->setEnabled(living > 0);
    if (living == 0) m_cancel->setText(tr("Close"));
}

void ConfirmDialog::confirm(Verb verb) {
    const Request request = livingRequest(verb);
    accept();
    if (!request.targets.isEmpty()) Q_EMIT confirmed(request);
}

}  // namespace lifeguard

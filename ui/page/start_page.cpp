// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/start_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "page/command_line.h"
#include "page/input_chooser.h"

namespace lifeguard {
namespace {

constexpr int kShownInputs = 3;

}  // namespace

StartPage::StartPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("start"), tr("Start a pool"), parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(makeForm(), 1);
    layout->addWidget(makeFoot());
    connect(&context.launcher, &Launcher::outputAppended, this, [this](const QString& text) {
        m_output->show();
        m_output->moveCursor(QTextCursor::End);
        m_output->insertPlainText(text);
    });
    connect(&context.launcher, &Launcher::failed, this, [this](const QString& sentence) {
        m_start->setEnabled(true);
        m_problem->setText(QStringLiteral("✖ ") + sentence);
    });
    validate();
}

QWidget* StartPage::makeForm() {
    auto* box = new QWidget(this);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto changed = [this] { validate(); };
    const auto line = [&](const QString& name, const QString& label, const QString& hint, QLayout* beside = nullptr) {
        auto* edit = new QLineEdit(box);
        edit->setObjectName(name);
        edit->setPlaceholderText(hint);
        edit->setAccessibleName(QString(label).remove(QLatin1Char('&')).remove(QLatin1Char(':')));
        connect(edit, &QLineEdit::textChanged, this, changed);
        auto* title = new QLabel(label, box);
        title->setBuddy(edit);
        if (beside != nullptr) {
            static_cast<QBoxLayout*>(beside)->insertWidget(0, edit, 1);
            form->addRow(title, beside);
        } else {
            form->addRow(title, edit);
        }
        return edit;
    };
    m_command = line(QStringLiteral("startCommand"), tr("&Command:"), tr("gzip -k {}"));
    m_command->setToolTip(
        tr("{} is the input, {.} without its ending, {/} its file name, {#} its number. "
           "Words are split as in a shell; no shell runs."));
    m_inputs = new InputChooser(box);
    auto* inputsTitle = new QLabel(tr("&Inputs:"), box);
    inputsTitle->setBuddy(m_inputs->firstField());
    form->addRow(inputsTitle, m_inputs);
    connect(m_inputs, &InputChooser::changed, this, changed);

    m_workers = new QSpinBox(box);
    m_workers->setObjectName(QStringLiteral("startWorkers"));
    m_workers->setAccessibleName(tr("Workers"));
    m_workers->setRange(0, 4096);
    m_workers->setSpecialValueText(tr("one a processor"));
    m_retries = new QSpinBox(box);
    m_retries->setObjectName(QStringLiteral("startRetries"));
    m_retries->setAccessibleName(tr("Retries"));
    m_retries->setRange(0, 100);
    m_retries->setSpecialValueText(tr("none"));
    m_timeout = new QDoubleSpinBox(box);
    m_timeout->setObjectName(QStringLiteral("startTimeout"));
    m_timeout->setAccessibleName(tr("Time limit of a task in seconds"));
    m_timeout->setRange(0, 1e6);
    m_timeout->setDecimals(1);
    m_timeout->setSpecialValueText(tr("none"));
    m_timeout->setSuffix(tr(" s"));
    auto* numbers = new QHBoxLayout;
    const auto number = [&](const QString& label, QAbstractSpinBox* spin) {
        auto* title = new QLabel(label, box);
        title->setBuddy(spin);
        if (numbers->count() > 0) {
            numbers->addSpacing(12);
            numbers->addWidget(title);
        }
        numbers->addWidget(spin);
        return title;
    };
    QLabel* first = number(tr("W&orkers:"), m_workers);
    number(tr("R&etries:"), m_retries);
    number(tr("Time limit &per task:"), m_timeout);
    numbers->addStretch();
    form->addRow(first, numbers);

    auto* browse = new QPushButton(tr("&Browse…"), box);
    browse->setObjectName(QStringLiteral("startBrowse"));
    auto* directoryRow = new QHBoxLayout;
    directoryRow->addWidget(browse);
    m_directory = line(QStringLiteral("startDirectory"), tr("&Directory:"), QDir::homePath(), directoryRow);
    m_record = new QCheckBox(tr("&Record as"), box);
    m_record->setObjectName(QStringLiteral("startRecord"));
    m_record->setChecked(true);
    m_name = new QLineEdit(box);
    m_name->setObjectName(QStringLiteral("startName"));
    m_name->setAccessibleName(tr("Name of the run"));
    m_name->setPlaceholderText(tr("name of the run, if you like"));
    auto* recordRow = new QHBoxLayout;
    recordRow->addWidget(m_record);
    recordRow->addWidget(m_name, 1);
    form->addRow(QString(), recordRow);

    for (auto* spin : {m_workers, m_retries}) connect(spin, &QSpinBox::valueChanged, this, changed);
    connect(m_timeout, &QDoubleSpinBox::valueChanged, this, changed);
    connect(m_directory, &QLineEdit::textChanged, m_inputs, &InputChooser::setDirectory);
    connect(m_record, &QCheckBox::toggled, m_name, &QWidget::setEnabled);
    connect(m_record, &QCheckBox::toggled, this, changed);
    connect(m_name, &QLineEdit::textChanged, this, changed);
    connect(browse, &QPushButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(window(), tr("Directory"), m_directory->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, m_directory, &QLineEdit::setText);
        dialog->open();
    });
    return box;
}

QWidget* StartPage::makeFoot() {
    auto* box = new QWidget(this);
    m_equivalent = new QLineEdit(box);
    m_equivalent->setObjectName(QStringLiteral("startEquivalent"));
    m_equivalent->setAccessibleName(tr("The same on the command line"));
    m_equivalent->setReadOnly(true);
    m_equivalent->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* copy = new QPushButton(tr("Cop&y"), box);
    copy->setObjectName(QStringLiteral("startCopy"));
    auto* same = new QHBoxLayout;
    auto* title = new QLabel(tr("The same on the command line:"), box);
    same->addWidget(title);
    same->addWidget(m_equivalent, 1);
    same->addWidget(copy);
    m_problem = new QLabel(box);
    m_problem->setObjectName(QStringLiteral("startProblem"));
    m_problem->setWordWrap(true);
    m_start = new QPushButton(tr("S&tart"), box);
    m_start->setObjectName(QStringLiteral("startButton"));
    m_start->setDefault(true);
    auto* back = new QPushButton(tr("Bac&k"), box);
    back->setObjectName(QStringLiteral("startBack"));
    auto* last = new QHBoxLayout;
    last->addWidget(m_problem, 1);
    last->addWidget(back);
    last->addWidget(m_start);
    m_output = new QPlainTextEdit(box);
    m_output->setObjectName(QStringLiteral("startOutput"));
    m_output->setAccessibleName(tr("Output of what was started"));
    m_output->setReadOnly(true);
    m_output->setMaximumBlockCount(2000);
    m_output->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_output->setFixedHeight(fontMetrics().height() * 6);
    m_output->hide();
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(same);
    layout->addWidget(m_output);
    layout->addLayout(last);
    connect(copy, &QPushButton::clicked, this, [this] {
        const QStringList words = QStringList{QStringLiteral("lifeguardctl")} + Launcher::poolArguments(spec());
        QGuiApplication::clipboard()->setText(command_line::join(words));
        Q_EMIT told(tr("The command is in the clipboard."));
    });
    connect(back, &QPushButton::clicked, this, &Page::homeRequested);
    connect(m_start, &QPushButton::clicked, this, &StartPage::start);
    return box;
}

QWidget* StartPage::mainWidget() const {
    return m_command;
}

void StartPage::setCommand(const QString& command) {
    if (!command.isEmpty()) m_command->setText(command);
}

PoolSpec StartPage::spec() const {
    PoolSpec spec;
    spec.command = command_line::split(m_command->text());
    spec.inputs = m_inputs->inputs();
    spec.inputFile = m_inputs->inputFile();
    spec.directory = m_directory->text().trimmed();
    spec.workers = m_workers->value();
    spec.retries = m_retries->value();
    spec.timeoutSeconds = m_timeout->value();
    spec.record = m_record->isChecked();
    if (spec.record) spec.name = m_name->text().trimmed();
    return spec;
}

QString StartPage::problem() const {
    QString error;
    const QStringList words = command_line::split(m_command->text(), &error);
    if (!error.isEmpty()) return error;
    if (words.isEmpty()) return tr("Type the command to run for each input.");
    const QString directory = m_directory->text().trimmed();
    if (!directory.isEmpty() && !QFileInfo(directory).isDir()) return tr("There is no directory %1.").arg(directory);
    return m_inputs->problem();
}

void StartPage::validate() {
    const QString wrong = problem();
    m_problem->setText(wrong);
    m_start->setEnabled(wrong.isEmpty());
    m_start->setToolTip(wrong);
    PoolSpec shown = spec();
    const bool cut = shown.inputs.size() > kShownInputs;
    shown.inputs = shown.inputs.mid(0, kShownInputs);
    QString text = command_line::join(QStringList{QStringLiteral("lifeguardctl")} + Launcher::poolArguments(shown));
    if (cut) text += QLatin1String(" …");
    m_equivalent->setText(text);
    m_equivalent->setCursorPosition(0);
    m_equivalent->setToolTip(text);
}

void StartPage::start() {
    if (!problem().isEmpty()) return;
    m_output->clear();
    m_start->setEnabled(false);
    m_problem->setText(tr("Starting…"));
    Q_EMIT poolRequested(spec());
}

}  // namespace lifeguard

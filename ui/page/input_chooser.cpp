// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/input_chooser.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include "widget/content_stack.h"

namespace lifeguard {
namespace {

enum InputKind { kFiles, kList, kFile };
constexpr qsizetype kMostArgumentBytes = 1'500'000;  // of the 2 MiB that Linux gives a command line

QStringList localFiles(const QMimeData& data) {
    QStringList out;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) out.append(url.toLocalFile());
    }
    return out;
}

}  // namespace

InputChooser::InputChooser(QWidget* parent) : QWidget(parent) {
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("startInputKind"));
    m_kind->setAccessibleName(tr("Kind of inputs"));
    m_kind->addItems({tr("Files"), tr("A list, one a line"), tr("The lines of a file")});
    m_add = new QPushButton(tr("&Add files…"), this);
    m_add->setObjectName(QStringLiteral("startAddFiles"));
    m_remove = new QPushButton(tr("Re&move"), this);
    m_remove->setObjectName(QStringLiteral("startRemoveFiles"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_kind);
    top->addStretch();
    top->addWidget(m_add);
    top->addWidget(m_remove);
    m_inputs = new QStackedWidget(this);
    m_inputs->addWidget(makeFiles());
    m_inputs->addWidget(makeList());
    m_inputs->addWidget(makeFile());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_inputs, 1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumHeight(fontMetrics().height() * 8);
    setAcceptDrops(true);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &InputChooser::showKind);
    connect(m_add, &QPushButton::clicked, this, [this] {
        connect(openDialog(tr("Input files"), true), &QFileDialog::filesSelected, this, &InputChooser::addFiles);
    });
    connect(m_remove, &QPushButton::clicked, this, &InputChooser::removeFiles);
    filesChanged();
}

QWidget* InputChooser::makeFiles() {
    m_files = new QListWidget(this);
    m_files->setObjectName(QStringLiteral("startFiles"));
    m_files->setAccessibleName(tr("Input files"));
    m_files->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_files->setAlternatingRowColors(true);
    auto* drop = new QShortcut(QKeySequence::Delete, m_files);
    drop->setContext(Qt::WidgetShortcut);
    connect(drop, &QShortcut::activated, this, &InputChooser::removeFiles);
    connect(m_files, &QListWidget::itemSelectionChanged, this,
            [this] { m_remove->setEnabled(!m_files->selectedItems().isEmpty()); });
    m_filesStack = new ContentStack(QStringLiteral("startFiles"), m_files, this);
    m_filesStack->showEmpty(tr("No files yet: add them, or drop them here."), {});
    return m_filesStack;
}

QWidget* InputChooser::makeList() {
    m_list = new QPlainTextEdit(this);
    m_list->setObjectName(QStringLiteral("startList"));
    m_list->setAccessibleName(tr("Inputs, one a line"));
    m_list->setPlaceholderText(tr("one input a line"));
    m_list->setTabChangesFocus(true);
    m_list->setLineWrapMode(QPlainTextEdit::NoWrap);
    connect(m_list, &QPlainTextEdit::textChanged, this, &InputChooser::changed);
    return m_list;
}

QWidget* InputChooser::makeFile() {
    auto* box = new QWidget(this);
    m_file = new QLineEdit(box);
    m_file->setObjectName(QStringLiteral("startInputFile"));
    m_file->setAccessibleName(tr("File with the inputs"));
    m_file->setPlaceholderText(tr("/path/to/inputs.txt"));
    auto* choose = new QPushButton(tr("Choose…"), box);
    choose->setObjectName(QStringLiteral("startChooseInputFile"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setAlignment(Qt::AlignTop);
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    connect(m_file, &QLineEdit::textChanged, this, &InputChooser::changed);
    connect(choose, &QPushButton::clicked, this, [this] {
        connect(openDialog(tr("File with the inputs"), false), &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    });
    return box;
}

QFileDialog* InputChooser::openDialog(const QString& title, bool several) {
    auto* dialog = new QFileDialog(window(), title, m_directory);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(several ? QFileDialog::ExistingFiles : QFileDialog::ExistingFile);
    dialog->open();
    return dialog;
}

void InputChooser::showKind(int kind) {
    m_inputs->setCurrentIndex(kind);
    m_add->setVisible(kind == kFiles);
    m_remove->setVisible(kind == kFiles);
    Q_EMIT changed();
}

void InputChooser::addFiles(const QStringList& files) {
    m_files->addItems(files);
    filesChanged();
}

void InputChooser::removeFiles() {
    qDeleteAll(m_files->selectedItems());
    filesChanged();
}

void InputChooser::filesChanged() {
    m_filesStack->setCurrentIndex(m_files->count() > 0 ? 0 : 1);
    m_remove->setEnabled(!m_files->selectedItems().isEmpty());
    Q_EMIT changed();
}

void InputChooser::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void InputChooser::dropEvent(QDropEvent* event) {
    m_kind->setCurrentIndex(kFiles);
    addFiles(localFiles(*event->mimeData()));
    event->acceptProposedAction();
}

QWidget* InputChooser::firstField() const {
    return m_kind;
}

QStringList InputChooser::inputs() const {
    QStringList all;
    if (m_kind->currentIndex() == kFiles) {
        for (int i = 0; i < m_files->count(); ++i) all.append(m_files->item(i)->text());
    } else if (m_kind->currentIndex() == kList) {
        all = m_list->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }
    return all;
}

QString InputChooser::inputFile() const {
    return m_kind->currentIndex() == kFile ? m_file->text().trimmed() : QString();
}

QString InputChooser::problem() const {
    if (m_kind->currentIndex() == kFile) {
        const QString path = inputFile();
        if (path.isEmpty()) return tr("Choose the file that holds the inputs, one a line.");
        const QFileInfo file(path);
        if (!file.isFile() || !file.isReadable()) return tr("%1 is no file that can be read.").arg(path);
        return {};
    }
    qsizetype bytes = 0;
    const QStringList all = inputs();
    for (const QString& input : all) bytes += input.size() * 2 + 9;
    if (all.isEmpty())
        return m_kind->currentIndex() == kFiles ? tr("Add the files that the command shall run on.")
                                                : tr("Write the inputs, one a line.");
    if (bytes > kMostArgumentBytes)
        return tr("These are too many inputs for one command line: put them into a file and choose its lines.");
    return {};
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/attach_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>
#include <utility>

namespace lifeguard {
namespace {

template <class T>
T* named(T* widget, const char* name, const QString& accessible) {
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(accessible);
    return widget;
}

}  // namespace

AttachDialog::AttachDialog(Hub& hub, QWidget* parent)
    : QDialog(parent), m_hub(hub), m_saved(SavedManagers(hub.settings).list()) {
    setObjectName(QStringLiteral("attachDialog"));
    setWindowTitle(tr("Attach"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_address = named(new QComboBox(this), "attachAddress", tr("Address"));
    m_address->setEditable(true);
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->setMinimumContentsLength(40);
    m_address->lineEdit()->setPlaceholderText(tr("tcp://host:port, unix:/path, @name or a process id"));
    for (const auto& info : hub.sessions.sessions())
        m_address->addItem(QStringLiteral("%1  %2").arg(info.identity.pid).arg(QString::fromStdString(info.name)));
    for (const ManagerPlace& place : m_saved) m_address->addItem(place.address);
    m_name = named(new QLineEdit(this), "attachName", tr("Name"));
    m_name->setPlaceholderText(tr("the address"));
    m_readOnly = named(new QCheckBox(tr("&Read-only"), this), "attachReadOnly", tr("Read-only"));
    m_readOnly->setChecked(true);
    m_readOnly->setToolTip(tr("Nothing can be called until “Allow control…” permits it"));
    m_status = named(new QLabel(this), "attachStatus", tr("Result"));
    m_status->setWordWrap(true);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_status->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* form = new QFormLayout;
    form->addRow(tr("A&ddress:"), m_address);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(makeKey());
    auto* more = new QFormLayout;
    more->addRow(tr("&Name:"), m_name);
    more->addRow(QString(), m_readOnly);
    layout->addLayout(more);
    layout->addWidget(m_status);
    layout->addStretch();
    layout->addWidget(makeButtons());

    connect(m_address, &QComboBox::editTextChanged, this, &AttachDialog::refresh);
    connect(m_address, &QComboBox::activated, this, [this] { setAddress(m_address->currentText()); });
    connect(&m_probe, &ManagerProbe::finished, this,
            [this](bool ok, ServerKind, const QString& sentence) { onProbed(ok, sentence); });
    m_address->setFocus();
    setAddress(m_address->currentText());
}

QGroupBox* AttachDialog::makeKey() {
    m_keyBox = new QGroupBox(tr("Authentication key"), this);
    m_none = named(new QRadioButton(tr("N&one"), m_keyBox), "attachKeyNone", tr("No key"));
    m_none->setToolTip(tr("The empty key"));
    m_file = named(new QRadioButton(tr("Key &file"), m_keyBox), "attachKeyFromFile", tr("Key file"));
    m_typed = named(new QRadioButton(tr("Type on&ce"), m_keyBox), "attachKeyTyped", tr("Type the key once"));
    m_file->setChecked(true);
    m_keyFile = named(new QLineEdit(m_keyBox), "attachKeyFile", tr("Path of the key file"));
    m_browse = named(new QPushButton(tr("C&hoose…"), m_keyBox), "attachKeyBrowse", tr("Choose the key file"));
    m_browse->setAutoDefault(false);
    m_fileState = named(new QLabel(m_keyBox), "attachKeyFileState", tr("State of the key file"));
    m_fileState->setWordWrap(true);
    m_fileState->setTextFormat(Qt::PlainText);
    m_key = named(new QLineEdit(m_keyBox), "attachKey", tr("Key"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_key->setToolTip(tr("It is used for this connection alone and kept nowhere"));
    auto* grid = new QGridLayout(m_keyBox);
    grid->addWidget(m_none, 0, 0);
    grid->addWidget(m_file, 1, 0);
    grid->addWidget(m_keyFile, 1, 1);
    grid->addWidget(m_browse, 1, 2);
    grid->addWidget(m_fileState, 2, 1, 1, 2);
    grid->addWidget(m_typed, 3, 0);
    grid->addWidget(m_key, 3, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    for (QRadioButton* button : {m_none, m_file, m_typed})
        connect(button, &QRadioButton::toggled, this, &AttachDialog::refresh);
    for (QLineEdit* line : {m_keyFile, m_key}) connect(line, &QLineEdit::textChanged, this, &AttachDialog::refresh);
    connect(m_browse, &QPushButton::clicked, this, &AttachDialog::chooseFile);
    return m_keyBox;
}

QWidget* AttachDialog::makeButtons() {
    auto* buttons = new QDialogButtonBox(this);
    m_test = buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    m_test->setObjectName(QStringLiteral("attachTest"));
    m_test->setAutoDefault(false);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setObjectName(QStringLiteral("attachCancel"));
    cancel->setIcon({});
    cancel->setAutoDefault(false);
    m_attach = buttons->addButton(tr("&Attach"), QDialogButtonBox::ApplyRole);
    m_attach->setObjectName(QStringLiteral("attachButton"));
    m_attach->setDefault(true);
    connect(m_test, &QPushButton::clicked, this, &AttachDialog::test);
    connect(m_attach, &QPushButton::clicked, this, &AttachDialog::attach);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

// The key does not outlive the dialog that asked for it.
void AttachDialog::done(int result) {
    m_probe.cancel();
    m_key->clear();
    QDialog::done(result);
}

void AttachDialog::setAddress(const QString& address) {
    m_address->setEditText(address);
    for (const ManagerPlace& place : m_saved)
        if (place.address == address) fillIn(place);
    refresh();
}

void AttachDialog::fillIn(const ManagerPlace& place) {
    m_name->setText(place.name);
    m_keyFile->setText(place.keyFile);
    m_readOnly->setChecked(place.readOnly);
    (place.key == KeyKind::none ? m_none : place.key == KeyKind::file ? m_file : m_typed)->setChecked(true);
    if (place.key == KeyKind::typed) m_key->setFocus();
}

ManagerPlace AttachDialog::place() const {
    ManagerPlace out;
    out.name = m_name->text().trimmed();
    out.address = m_address->currentText().trimmed();
    out.key = m_none->isChecked() ? KeyKind::none : m_file->isChecked() ? KeyKind::file : KeyKind::typed;
    if (out.key == KeyKind::file) out.keyFile = m_keyFile->text().trimmed();
    if (out.key == KeyKind::typed) out.typedKey = m_key->text().toUtf8();
    out.readOnly = m_readOnly->isChecked();
    return out;
}

// "4242", or as the list says it: "4242  render".
int AttachDialog::pid() const {
    bool number = false;
    const int pid = m_address->currentText().trimmed().section(QLatin1Char(' '), 0, 0).toInt(&number);
    return number && pid > 0 ? pid : 0;
}

QString AttachDialog::whyNot() const {
    if (m_address->currentText().trimmed().isEmpty()) return tr("Give an address or a process id.");
    if (pid() != 0) return {};
    try {
        parseManagerAddress(m_address->currentText());
    } catch (const mp::ValueError& error) {
        return QString::fromUtf8(error.what());
    }
    if (m_file->isChecked()) return whyNotKeyFile(m_keyFile->text());
    return m_typed->isChecked() && m_key->text().isEmpty() ? tr("Type the key.") : QString();
}

void AttachDialog::refresh() {
    if (m_probe.isRunning()) {  // what was tried is not what stands there now
        m_probe.cancel();
        m_attaching = false;
    }
    m_status->clear();
    const bool local = pid() != 0;
    m_keyBox->setEnabled(!local);
    m_keyBox->setToolTip(local ? tr("A program of this machine needs no key.") : QString());
    for (QWidget* widget : QList<QWidget*>{m_name, m_readOnly}) widget->setEnabled(!local);
    m_keyFile->setEnabled(m_file->isChecked());
    m_browse->setEnabled(m_file->isChecked());
    m_key->setEnabled(m_typed->isChecked());
    const QString file =
        m_file->isChecked() && !m_keyFile->text().isEmpty() ? whyNotKeyFile(m_keyFile->text()) : QString();
    m_fileState->setText(!m_file->isChecked() || m_keyFile->text().isEmpty() ? QString()
                         : file.isEmpty()                                    ? tr("✓ only you can read it")
                                                                             : tr("✖ %1").arg(file));
    const QString why = whyNot();
    m_test->setEnabled(why.isEmpty() && !local);
    m_test->setToolTip(local ? tr("A program of this machine needs no test.") : why);
    m_attach->setEnabled(why.isEmpty());
    m_attach->setToolTip(why);
}

void AttachDialog::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Choose the key file"));
    dialog->setObjectName(QStringLiteral("attachKeyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_keyFile, &QLineEdit::setText);
    dialog->open();
}

void AttachDialog::test() {
    m_attaching = false;
    m_status->setText(tr("Asking %1…").arg(m_address->currentText().trimmed()));
    m_probe.run(place());
}

void AttachDialog::attach() {
    if (const int chosen = pid()) {
        m_hub.attach(chosen);
        accept();
        return;
    }
    if (!whyNot().isEmpty()) return;
    test();
    m_attaching = true;
    m_attach->setEnabled(false);
}

void AttachDialog::onProbed(bool ok, const QString& sentence) {
    m_attach->setEnabled(whyNot().isEmpty());
    m_status->setText((ok ? tr("✓ %1") : tr("✖ %1")).arg(sentence));
    if (!std::exchange(m_attaching, false) || !ok) return;
    m_hub.attachManager(place());
    accept();
}

}  // namespace lifeguard

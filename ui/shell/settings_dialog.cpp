// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>
#include <tuple>

#include "format/format.h"

namespace lifeguard {
namespace {

void explain(QFormLayout* form, const QString& words) {
    auto* label = new QLabel(words, form->parentWidget());
    label->setWordWrap(true);
    form->addRow(label);
}

QFormLayout* makeForm(QWidget* page) {
    auto* form = new QFormLayout(page);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    return form;
}

}  // namespace

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent) : QDialog(parent), m_settings(settings) {
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    auto* tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("settingsTabs"));
    tabs->setAccessibleName(tr("Settings"));
    tabs->addTab(makeView(), tr("&View"));
    tabs->addTab(makeHistory(), tr("&History"));
    tabs->addTab(makeNotices(), tr("&Notifications and questions"));
    auto* place = new QLabel(tr("Every change holds at once. Kept in %1").arg(settings.path()), this);
    place->setObjectName(QStringLiteral("settingsPlace"));
    place->setWordWrap(true);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(tabs, 1);
    column->addWidget(place);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    findChild<QComboBox*>(QStringLiteral("settingsTheme"))->setFocus();
    // Words that are wrapped ask for their height only once their width is known.
    const int width = fontMetrics().averageCharWidth() * 90;
    const QMargins around = column->contentsMargins();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        QWidget* page = tabs->widget(tab);
        page->setMinimumHeight(page->layout()->totalHeightForWidth(width - 2 * (around.left() + around.right())));
    }
    resize(width, fontMetrics().height() * 22);
}

void askToResetLayout(Settings& settings, QWidget* parent) {
    auto* box = new QMessageBox(QMessageBox::Question, SettingsDialog::tr("Reset layout"),
                                SettingsDialog::tr("Reset the layout?"), QMessageBox::Cancel, parent);
    box->setObjectName(QStringLiteral("resetLayoutDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        SettingsDialog::tr("Window, docks, columns and sorting of all lists become as they were at first. "
                           "It cannot be undone."));
    QPushButton* reset = box->addButton(SettingsDialog::tr("Reset layout"), QMessageBox::AcceptRole);
    reset->setObjectName(QStringLiteral("resetLayoutConfirm"));
    box->setDefaultButton(QMessageBox::Cancel);
    box->setEscapeButton(QMessageBox::Cancel);
    QObject::connect(reset, &QPushButton::clicked, &settings, &Settings::resetLayout);
    box->open();
}

QComboBox* SettingsDialog::choice(const char* name, const QString& label,
                                  const QList<std::pair<QString, QVariant>>& choices, const QVariant& now,
                                  QFormLayout* form) {
    auto* box = new QComboBox(form->parentWidget());
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    for (const auto& [text, value] : choices) {
        box->addItem(text, value);
        if (value == now) box->setCurrentIndex(box->count() - 1);
    }
    form->addRow(label, box);
    return box;
}

QCheckBox* SettingsDialog::check(const char* name, const QString& text, bool on, void (Settings::*set)(bool),
                                 QFormLayout* form) {
    auto* box = new QCheckBox(text, form->parentWidget());
    box->setObjectName(QLatin1String(name));
    box->setChecked(on);
    form->addRow(box);
    if (set) connect(box, &QCheckBox::toggled, &m_settings, set);
    return box;
}

QSpinBox* SettingsDialog::limit(const char* name, const QString& label, const QString& unit, int now, int most,
                                QFormLayout* form) {
    auto* box = new QSpinBox(form->parentWidget());
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    box->setRange(0, most);
    box->setGroupSeparatorShown(true);
    box->setSpecialValueText(tr("no limit"));
    box->setSuffix(QLatin1Char(' ') + unit);
    box->setKeyboardTracking(false);  // 1 on the way to 14 days would forget a fortnight
    box->setValue(now);
    form->addRow(label, box);
    return box;
}

QWidget* SettingsDialog::makeView() {
    auto* page = new QWidget(this);
    auto* form = makeForm(page);
    auto* theme = choice("settingsTheme", tr("&Theme"),
                         {{tr("System"), QStringLiteral("system")},
                          {tr("Light"), QStringLiteral("light")},
                          {tr("Dark"), QStringLiteral("dark")}},
                         m_settings.theme(), form);
    connect(theme, &QComboBox::currentIndexChanged, this,
            [this, theme] { m_settings.setTheme(theme->currentData().toString()); });
    QList<std::pair<QString, QVariant>> rates;
    for (const int ms : {500, 1000, 2000, 5000, 10'000})
        rates.append({ms % 1000 == 0 ? format::seconds(ms / 1000) : format::duration(ms * 1'000'000LL), ms});
    auto* rate = choice("settingsInterval", tr("&Sample every"), rates, m_settings.intervalMs(), form);
    connect(rate, &QComboBox::currentIndexChanged, this,
            [this, rate] { m_settings.setIntervalMs(rate->currentData().toInt()); });
    explain(form, tr("Charts take a point and rates are measured so often. Ends of processes and changes of state are "
                     "seen at once, whatever is set here."));
    auto* cpu = choice("settingsCpu", tr("&CPU is shown in"),
                       {{tr("% of one CPU: 200 is two of them"), false}, {tr("% of the machine: 100 is all"), true}},
                       m_settings.cpuOfMachine(), form);
    connect(cpu, &QComboBox::currentIndexChanged, this,
            [this, cpu] { m_settings.setCpuOfMachine(cpu->currentData().toBool()); });
    auto* times = choice("settingsTimes", tr("T&imes are"),
                         {{tr("local"), false}, {tr("UTC; exports always are"), true}}, m_settings.utc(), form);
    connect(times, &QComboBox::currentIndexChanged, this,
            [this, times] { m_settings.setUtc(times->currentData().toBool()); });
    auto* reset = new QPushButton(tr("&Reset layout…"), page);
    reset->setObjectName(QStringLiteral("settingsReset"));
    reset->setToolTip(tr("Window, docks and columns as they were at first; nothing else changes"));
    reset->setAutoDefault(false);
    connect(reset, &QPushButton::clicked, this, [this] { askToResetLayout(m_settings, this); });
    reset->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    form->addRow(QString(), reset);
    return page;
}

QWidget* SettingsDialog::makeHistory() {
    auto* page = new QWidget(this);
    auto* form = makeForm(page);
    check("settingsRecord", tr("Record &every session that is opened"), m_settings.recordAttached(),
          &Settings::setRecordAttached, form);
    const Settings::Retention now = m_settings.retention();
    auto* tasks =
        limit("settingsTasksDays", tr("Keep the tasks that went well for"), tr("days"), now.tasks_days, 36'500, form);
    auto* runs = limit("settingsRunsDays", tr("Keep &runs with their failures and exits for"), tr("days"),
                       now.runs_days, 36'500, form);
    auto* size =
        limit("settingsMostMib", tr("The &file may grow to"), QStringLiteral("MiB"), now.most_mib, 1 << 30, form);
    explain(form,
            tr("Failures go last: beyond a limit the tasks that went well are forgotten first, of the oldest runs "
               "first, then whole runs. Runs with a star and those that are being recorded stay. It is done a "
               "minute after the window has opened, once an hour, and at each change here."));
    const auto apply = [this, tasks, runs, size] {
        m_settings.setRetention({tasks->value(), runs->value(), size->value()});
    };
    for (QSpinBox* box : {tasks, runs, size}) connect(box, &QSpinBox::valueChanged, this, apply);
    return page;
}

QWidget* SettingsDialog::makeNotices() {
    auto* page = new QWidget(this);
    auto* form = makeForm(page);
    explain(form, tr("A notification on the desktop, only while this window is not in front, at most one in 30 s:"));
    const QList<std::tuple<const char*, QString, Settings::Notice>> kinds{
        {"settingsNotifyCrash", tr("when a worker &crashes"), Settings::Notice::crash},
        {"settingsNotifyDeadlock", tr("at a &deadlock"), Settings::Notice::deadlock},
        {"settingsNotifyLost", tr("when the connection is &lost"), Settings::Notice::lost},
        {"settingsNotifyFinished", tr("when a run of more than 30 s has &finished"), Settings::Notice::finished},
        {"settingsNotifyAlert", tr("when one of the &alert rules fires"), Settings::Notice::alert}};
    for (const auto& [name, text, kind] : kinds) {
        auto* box = check(name, text, m_settings.notifies(kind), nullptr, form);
        connect(box, &QCheckBox::toggled, this, [this, what = kind](bool on) { m_settings.setNotifies(what, on); });
    }
    explain(form, tr("Questions:"));
    check("settingsConfirmTerminate", tr("ask &before a busy worker is terminated"), m_settings.confirmTerminate(),
          &Settings::setConfirmTerminate, form);
    explain(form, tr("To kill, and to end a whole pool or program, always asks."));
    return page;
}

}  // namespace lifeguard

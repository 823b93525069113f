// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/alert_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "shell/alert_store.h"
#include "widget/undo_bar.h"

namespace lifeguard {
namespace {

QSpinBox* secondsBox(const char* name, const QString& accessible, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setRange(0, 86'400);
    box->setSuffix(AlertDialog::tr(" s"));
    return box;
}

}  // namespace

AlertDialog::AlertDialog(SessionModels& models, Settings& settings, QWidget* parent)
    : QDialog(parent), m_models(models), m_settings(settings) {
    setObjectName(QStringLiteral("alertDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Alert rules"));
    auto* words = new QLabel(tr("A rule tells once when something has been beyond its bound for so long, and once when "
                                "it is back. It is listed under “Needs attention” and may show a notification."),
                             this);
    words->setWordWrap(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("alertList"));
    m_list->setAccessibleName(tr("Rules; a mark says that one is in force"));
    m_list->setWordWrap(true);
    m_form = makeForm();
    m_undo = new UndoBar(QStringLiteral("alertUndo"), this);
    auto* add = new QPushButton(tr("&New rule"), this);
    add->setObjectName(QStringLiteral("alertAdd"));
    m_remove = new QPushButton(tr("&Delete"), this);
    m_remove->setObjectName(QStringLiteral("alertRemove"));
    auto* presets = new QPushButton(tr("&Presets again"), this);
    presets->setObjectName(QStringLiteral("alertPresets"));
    presets->setToolTip(tr("Replaces all rules by those of the first start; Undo brings yours back"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* left = new QVBoxLayout;
    left->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    for (QPushButton* button : {add, m_remove, presets}) row->addWidget(button);
    left->addLayout(row);
    auto* middle = new QHBoxLayout;
    middle->addLayout(left, 3);
    middle->addWidget(m_form, 2);
    auto* column = new QVBoxLayout(this);
    column->addWidget(words);
    column->addLayout(middle, 1);
    column->addWidget(m_undo);
    column->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 26);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::currentRowChanged, this, &AlertDialog::showRule);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (m_filling) return;
        auto rules = m_models.alerts.rules();
        rules[m_list->row(item)].enabled = item->checkState() == Qt::Checked;
        m_models.alerts.setRules(rules);
        alert_store::save(m_settings, rules);
    });
    connect(add, &QPushButton::clicked, this, &AlertDialog::addRule);
    connect(m_remove, &QPushButton::clicked, this, &AlertDialog::removeRule);
    connect(presets, &QPushButton::clicked, this, [this] {
        m_before = m_models.alerts.rules();
        save(AlertRules::presets(), {});
        m_undo->offer(tr("The presets are in force again"));
    });
    connect(m_undo, &UndoBar::undone, this, [this] { save(m_before, {}); });
    list({});
}

QWidget* AlertDialog::makeForm() {
    auto* form = new QWidget(this);
    auto* layout = new QFormLayout(form);
    layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_metric = new QComboBox(form);
    m_metric->setObjectName(QStringLiteral("alertMetric"));
    m_metric->setAccessibleName(tr("What is measured"));
    for (int i = 0; i < alert_metrics_count; ++i)
        m_metric->addItem(AlertRules::metricName(static_cast<AlertMetric>(i)), i);
    m_comparison = new QComboBox(form);
    m_comparison->setObjectName(QStringLiteral("alertComparison"));
    m_comparison->setAccessibleName(tr("Above or below"));
    m_comparison->addItem(tr("above"), true);
    m_comparison->addItem(tr("below"), false);
    m_bound = new QDoubleSpinBox(form);
    m_bound->setObjectName(QStringLiteral("alertBound"));
    m_bound->setAccessibleName(tr("Bound"));
    m_bound->setRange(0, 1e9);
    m_lasting = secondsBox("alertLasting", tr("Beyond it for"), form);
    m_rearm = secondsBox("alertRearm", tr("Clear when it is back for"), form);
    m_subject = new QComboBox(form);
    m_subject->setObjectName(QStringLiteral("alertSubject"));
    m_subject->setAccessibleName(tr("Of which one"));
    m_subject->setEditable(true);
    m_subject->setInsertPolicy(QComboBox::NoInsert);
    m_now = new QLabel(form);
    m_now->setObjectName(QStringLiteral("alertNow"));
    m_now->setWordWrap(true);
    layout->addRow(tr("&Measure"), m_metric);
    layout->addRow(tr("&Is"), m_comparison);
    layout->addRow(tr("&Bound"), m_bound);
    layout->addRow(tr("&For"), m_lasting);
    layout->addRow(tr("Clear afte&r"), m_rearm);
    layout->addRow(tr("&Only of"), m_subject);
    layout->addRow(tr("Now"), m_now);
    for (QComboBox* box : {m_metric, m_comparison})
        connect(box, &QComboBox::currentIndexChanged, this, &AlertDialog::takeForm);
    connect(m_bound, &QDoubleSpinBox::valueChanged, this, &AlertDialog::takeForm);
    for (QSpinBox* box : {m_lasting, m_rearm}) connect(box, &QSpinBox::valueChanged, this, &AlertDialog::takeForm);
    connect(m_subject, &QComboBox::currentTextChanged, this, &AlertDialog::takeForm);
    return form;
}

int AlertDialog::current() const {
    const int row = m_list->currentRow();
    return row < m_models.alerts.rules().size() ? row : -1;
}

void AlertDialog::list(const QString& chosen_id) {
    {
        const QScopedValueRollback filling(m_filling, true);
        m_list->clear();
        int chosen = 0;
        for (const AlertRule& rule : m_models.alerts.rules()) {
            auto* item = new QListWidgetItem(AlertRules::describe(rule), m_list);
            item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
            item->setCheckState(rule.enabled ? Qt::Checked : Qt::Unchecked);
            if (rule.id == chosen_id) chosen = m_list->row(item);
        }
        m_list->setCurrentRow(m_list->count() > 0 ? chosen : -1);
    }
    showRule();
}

void AlertDialog::showRule() {
    if (m_filling) return;
    const int at = current();
    m_form->setEnabled(at >= 0);
    m_remove->setEnabled(at >= 0);
    m_now->clear();
    if (at < 0) return;
    const QScopedValueRollback filling(m_filling, true);
    const AlertRule rule = m_models.alerts.rules()[at];
    m_metric->setCurrentIndex(static_cast<int>(rule.metric));
    m_comparison->setCurrentIndex(rule.above ? 0 : 1);
    m_bound->setSuffix(QLatin1Char(' ') + AlertRules::unit(rule.metric));
    m_bound->setDecimals(rule.metric == AlertMetric::queue_depth ? 0 : 1);
    m_bound->setValue(rule.bound / AlertRules::unitFactor(rule.metric));
    m_lasting->setValue(rule.lasting_s);
    m_rearm->setValue(rule.rearm_s);
    m_subject->clear();
    m_subject->addItem({});
    m_subject->lineEdit()->setPlaceholderText(tr("any"));
    if (const SnapshotPtr now = m_models.latest()) {
        QStringList words;
        for (const AlertValue& value : AlertRules::values(rule.metric, *now, m_models.history)) {
            if (!value.subject.isEmpty() && m_subject->count() < 100) m_subject->addItem(value.subject);
            if (words.size() < 5)
                words << QStringLiteral("%1 %2")
                             .arg(value.subject, AlertRules::valueText(rule.metric, value.value))
                             .trimmed();
        }
        m_now->setText(words.isEmpty() ? tr("nothing to measure") : words.join(QStringLiteral(", ")));
    } else {
        m_now->setText(tr("no program is watched"));
    }
    m_subject->setCurrentText(rule.subject);
}

void AlertDialog::takeForm() {
    const int at = current();
    if (m_filling || at < 0) return;
    auto rules = m_models.alerts.rules();
    AlertRule& rule = rules[at];
    const auto metric = static_cast<AlertMetric>(m_metric->currentIndex());
    const bool other = metric != rule.metric;
    rule.metric = metric;
    rule.above = m_comparison->currentData().toBool();
    rule.lasting_s = m_lasting->value();
    rule.rearm_s = m_rearm->value();
    rule.subject = other ? QString() : m_subject->currentText().trimmed();
    rule.bound = m_bound->value() * AlertRules::unitFactor(metric);
    m_models.alerts.setRules(rules);
    alert_store::save(m_settings, rules);
    {
        const QScopedValueRollback filling(m_filling, true);
        m_list->item(at)->setText(AlertRules::describe(rule));
    }
    if (other) showRule();  // another unit, other names
}

void AlertDialog::save(const QVector<AlertRule>& rules, const QString& chosen_id) {
    m_models.alerts.setRules(rules);
    alert_store::save(m_settings, m_models.alerts.rules());
    list(chosen_id);
}

void AlertDialog::addRule() {
    auto rules = m_models.alerts.rules();
    rules.append({{}, AlertMetric::queue_depth, true, 1000, 30, 60, {}, true});
    m_models.alerts.setRules(rules);
    save(m_models.alerts.rules(), m_models.alerts.rules().last().id);
    m_metric->setFocus();
}

void AlertDialog::removeRule() {
    const int at = current();
    if (at < 0) return;
    m_before = m_models.alerts.rules();
    auto rules = m_before;
    const QString words = AlertRules::describe(rules.takeAt(at));
    save(rules, rules.isEmpty() ? QString() : rules[std::min<qsizetype>(at, rules.size() - 1)].id);
    m_undo->offer(tr("Deleted: %1").arg(words));
}

}  // namespace lifeguard

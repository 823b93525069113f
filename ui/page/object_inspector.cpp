// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/object_inspector.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"
#include "widget/flow_layout.h"

namespace lifeguard {
namespace {

// Calls that are made more often than others: a button each, where the object has the method.
struct Quick {
    const char* name;
    const char* text;
    const char* method;
};
constexpr Quick quick_calls[] = {
    {"objectPut", QT_TRANSLATE_NOOP("lifeguard::ObjectInspector", "Put…"), "put"},
    {"objectTake", QT_TRANSLATE_NOOP("lifeguard::ObjectInspector", "Take…"), "get"},
    {"objectSet", QT_TRANSLATE_NOOP("lifeguard::ObjectInspector", "Set item…"), "__setitem__"},
    {"objectDelete", QT_TRANSLATE_NOOP("lifeguard::ObjectInspector", "Delete item…"), "__delitem__"}};

}  // namespace

ObjectInspector::ObjectInspector(const PageContext& context, QWidget* parent) : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("objectInspector"));
    setAccessibleName(tr("Object"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 38);
    m_title = new ElidedLabel(this);
    m_title->setObjectName(QStringLiteral("objectTitle"));
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_subtitle = new QLabel(this);
    m_subtitle->setObjectName(QStringLiteral("objectSubtitle"));
    m_subtitle->setWordWrap(true);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("objectTabs"));
    m_tabs->setAccessibleName(tr("Object"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeValue(), tr("Value"));
    m_tabs->addTab(makeCall(), tr("Methods"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addWidget(m_tabs, 1);
    m_stack = new ContentStack(QStringLiteral("objectInspector"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);

    connect(&context.models.selection, &Selection::changed, this, &ObjectInspector::choose);
    connect(&context.manager, &ManagerFeed::answered, this, &ObjectInspector::takeDetails);
    connect(&context.manager, &ManagerFeed::called, this, &ObjectInspector::takeOutcome);
    connect(&context.manager, &ManagerFeed::stateChanged, this, &ObjectInspector::refresh);
    connect(&context.manager, &ManagerFeed::listed, this, [this] {
        if (isVisible() && m_follow->isChecked()) read(m_details.with_value);
        refresh();
    });
    choose();
}

QSize ObjectInspector::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 44, fontMetrics().height() * 30};
}

QTreeView* ObjectInspector::makeTree(const QString& name, const QString& title, ValueModel* model) {
    auto* tree = new QTreeView(this);
    tree->setObjectName(name);
    tree->setAccessibleName(title);
    tree->setUniformRowHeights(true);
    tree->setAlternatingRowColors(true);
    tree->setAllColumnsShowFocus(true);
    tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree->setModel(model);
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(ValueModel::ValueColumn, QHeaderView::Stretch);
    tree->header()->resizeSection(ValueModel::NameColumn, fontMetrics().averageCharWidth() * 16);
    tree->header()->resizeSection(ValueModel::TypeColumn, fontMetrics().averageCharWidth() * 9);
    connect(tree, &QTreeView::activated, this, &ObjectInspector::follow);
    connect(model, &QAbstractItemModel::modelReset, tree, [tree] { tree->expandToDepth(0); });
    return tree;
}

QWidget* ObjectInspector::makeValue() {
    auto* box = new QWidget(this);
    m_value = new ValueModel(this);
    m_tree = makeTree(QStringLiteral("objectValue"), tr("Value of the object"), m_value);
    m_valueStack = new ContentStack(QStringLiteral("objectValue"), m_tree, box);
    m_valueNote = new QLabel(box);
    m_valueNote->setObjectName(QStringLiteral("objectValueNote"));
    m_valueNote->setWordWrap(true);
    m_valueNote->setTextFormat(Qt::PlainText);
    m_read = new QPushButton(tr("Read again"), box);
    m_read->setObjectName(QStringLiteral("objectRead"));
    m_follow = new QCheckBox(tr("Follow"), box);
    m_follow->setObjectName(QStringLiteral("objectFollow"));
    m_follow->setToolTip(tr("Read it again each time the list is looked at"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_read);
    row->addWidget(m_follow);
    row->addStretch();
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_valueNote);
    layout->addWidget(m_valueStack, 1);
    layout->addLayout(row);
    connect(m_read, &QPushButton::clicked, this, [this] { read(true); });
    return box;
}

QWidget* ObjectInspector::makeCall() {
    auto* box = new QWidget(this);
    m_quick = new QWidget(box);
    auto* quick = new FlowLayout(m_quick);
    for (const Quick& each : quick_calls) {
        auto* button = new QPushButton(tr(each.text), m_quick);
        button->setObjectName(QLatin1String(each.name));
        button->setProperty("method", QLatin1String(each.method));
        connect(button, &QPushButton::clicked, this, [this, each] { propose(QLatin1String(each.method)); });
        quick->addWidget(button);
        m_quickButtons.append(button);
    }
    m_method = new QComboBox(box);
    m_method->setObjectName(QStringLiteral("objectMethod"));
    m_method->setAccessibleName(tr("Method"));
    m_method->setToolTip(tr("What the object lets be called"));
    m_method->setPlaceholderText(tr("Choose a method"));
    m_arguments = new QLineEdit(box);
    m_arguments->setObjectName(QStringLiteral("objectArguments"));
    m_arguments->setAccessibleName(tr("Arguments"));
    m_call = new QPushButton(tr("Call"), box);
    m_call->setObjectName(QStringLiteral("objectCall"));
    m_hint = new QLabel(box);
    m_hint->setObjectName(QStringLiteral("objectCallHint"));
    m_hint->setWordWrap(true);
    m_outcome = new QLabel(box);
    m_outcome->setObjectName(QStringLiteral("objectOutcome"));
    m_outcome->setAccessibleName(tr("Outcome"));
    m_outcome->setWordWrap(true);
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result = new ValueModel(this);
    m_resultTree = makeTree(QStringLiteral("objectResult"), tr("What came back"), m_result);
    auto* row = new QHBoxLayout;
    row->addWidget(m_arguments, 1);
    row->addWidget(m_call);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_method);
    layout->addLayout(row);
    layout->addWidget(m_quick);
    layout->addWidget(m_hint);
    layout->addWidget(m_outcome);
    layout->addWidget(m_resultTree, 1);
    connect(m_call, &QPushButton::clicked, this, &ObjectInspector::call);
    connect(m_arguments, &QLineEdit::returnPressed, this, &ObjectInspector::call);
    connect(m_method, &QComboBox::currentTextChanged, this, &ObjectInspector::refreshCall);
    return box;
}

void ObjectInspector::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!m_id.isEmpty() && m_details.id != m_id) read(false);
    refresh();
}

void ObjectInspector::choose() {
    const Entity entity = m_context.models.selection.single();
    if (entity == m_entity && !m_id.isEmpty()) return;
    m_entity = entity.kind == Entity::Kind::object ? entity : Entity{};
    m_id = m_entity ? QString::number(m_entity.id, 16) : QString();
    const ManagedObject* object = m_context.models.objects.object(m_entity.id);
    if (object != nullptr) m_id = object->id;
    m_details = {};
    m_asked = false;
    m_value->setValue({});
    m_result->setValue({});
    m_outcome->clear();
    m_method->clear();
    m_arguments->clear();
    if (m_entity && isVisible()) read(false);
    refresh();
}

void ObjectInspector::read(bool however_large) {
    if (m_id.isEmpty() || m_asked || m_context.manager.stale() || !m_context.manager.isOpen()) return;
    m_asked = true;
    m_context.manager.ask(m_id, however_large);
    refresh();
}

void ObjectInspector::refresh() {
    if (m_context.manager.stale() || !m_context.manager.isOpen()) m_asked = false;  // nobody answers any more
    if (!m_entity) {
        m_stack->showEmpty(tr("Choose an object: its value and methods appear here."), {});
        return;
    }
    m_stack->showContent();
    const ManagedObject* object = m_context.models.objects.object(m_entity.id);
    m_title->setText(object ? tr("%1 · %2").arg(object->type, m_id) : tr("object %1").arg(m_id));
    QString about =
        object ? tr("%n reference(s)", nullptr, static_cast<int>(object->references)) : tr("This object is gone.");
    if (!m_details.size.isEmpty()) about += tr(" · size %1").arg(m_details.size);
    if (m_details.taken_ns != 0) about += tr(" · read %1").arg(format::clockSeconds(m_details.taken_ns));
    if (m_context.manager.stale()) about += tr(" · stale");
    m_subtitle->setText(about);
    const QString why = m_context.manager.stale() ? tr("The manager is not reached.") : QString();
    m_read->setEnabled(object && why.isEmpty() && !m_asked);
    m_read->setToolTip(why);
    QString note = m_details.value_reason;
    if (!note.isEmpty() && m_details.value)
        note = tr("The server cannot send it (%1); this is how it prints.").arg(note);
    m_valueNote->setText(note);
    m_valueNote->setVisible(!note.isEmpty());
    if (m_value->value())
        m_valueStack->showContent();
    else if (!m_details.failure.isEmpty())
        m_valueStack->showEmpty(tr("— %1").arg(m_details.failure), {});
    else if (m_details.id == m_id && !m_details.with_value)
        m_valueStack->showEmpty(tr("It is large: %1 items. It is read when you say so.").arg(m_details.size),
                                {{tr("Read it all"), [this] { read(true); }}});
    else
        m_valueStack->showEmpty(m_asked ? tr("Reading…") : tr("Not read."), {});
    refreshCall();
}

void ObjectInspector::refreshCall() {
    const QString method = m_method->currentText();
    QString why = m_context.manager.whyNoControl();
    for (QPushButton* button : m_quickButtons) {
        const QString name = button->property("method").toString();
        const bool queue = m_details.methods.contains(QStringLiteral("qsize"));
        button->setVisible(m_details.methods.contains(name) && (name != QLatin1String("get") || queue));
        button->setEnabled(why.isEmpty());
        button->setToolTip(why);
    }
    // None is chosen at first: what acquires or changes something is nobody's default.
    if (why.isEmpty() && method.isEmpty())
        why = m_method->count() == 0 ? tr("The object lets nothing be called.") : tr("Choose a method.");
    for (QWidget* widget : QList<QWidget*>{m_arguments, m_call}) {
        widget->setEnabled(why.isEmpty());
        widget->setToolTip(why);
    }
    const QString text =
        method == QLatin1String("put") || method == QLatin1String("append") ? tr("an item: 'text', 3, {'a': [1]}")
        : method == QLatin1String("__setitem__") || method == QLatin1String("__setattr__") ? tr("key, value")
        : method == QLatin1String("__delitem__") || method == QLatin1String("__delattr__")
            ? tr("key")
            : tr("arguments, as Python writes them");
    m_arguments->setPlaceholderText(text);
    const bool queue_get = method == QLatin1String("get") && m_details.methods.contains(QStringLiteral("qsize"));
    const bool takes = method == QLatin1String("acquire") || queue_get || method.startsWith(QLatin1String("pop"));
    m_hint->setText(!why.isEmpty() ? why
                    : takes ? tr("%1 takes something away from others. Without arguments it does not wait.").arg(method)
                            : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
}

void ObjectInspector::takeDetails(const ObjectDetails& details) {
    if (details.id != m_id) return;
    m_asked = false;
    m_details = details;
    if (details.value || details.failure.isEmpty()) m_value->setValue(details.value);
    QStringList methods = details.methods, shown;
    methods.sort();
    for (int i = 0; i < m_method->count(); ++i) shown << m_method->itemText(i);
    if (shown != methods && details.failure.isEmpty()) {
        const QString chosen = m_method->currentText();
        m_method->clear();
        m_method->addItems(methods);
        m_method->setCurrentIndex(static_cast<int>(methods.indexOf(chosen)));
    }
    refresh();
}

void ObjectInspector::takeOutcome(const CallOutcome& outcome) {
    if (outcome.id != m_id) return;
    m_outcome->setText(outcome.ok ? tr("✓ %1").arg(outcome.call) : tr("✖ %1: %2").arg(outcome.call, outcome.sentence));
    m_result->setValue(outcome.value);
    m_context.manager.refresh();  // what it changed is seen in the next list
    read(m_details.with_value);
}

void ObjectInspector::propose(const QString& method) {
    m_method->setCurrentText(method);
    m_arguments->setText(method == QLatin1String("get") ? QStringLiteral("False") : QString());
    m_arguments->setFocus();
}

void ObjectInspector::call() {
    if (!m_call->isEnabled()) return;
    m_outcome->setText(tr("… %1").arg(m_method->currentText()));
    m_context.manager.call(m_id, m_method->currentText(), m_arguments->text());
}

void ObjectInspector::follow(const QModelIndex& index) {
    const Entity entity = index.data(EntityRole).value<Entity>();
    if (entity) Q_EMIT pageRequested(QStringLiteral("objects"), entity);
}

}  // namespace lifeguard

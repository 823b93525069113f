// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One object of a manager closely: its whole value as a tree, the methods that it lets be called, and, with control
// allowed, a call and what came back. Content of the right dock while a manager is attached.

#include "model/value_model.h"
#include "page/page.h"
#include "widget/content_stack.h"
#include "widget/elided_label.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QTreeView;

namespace lifeguard {

class ObjectInspector : public QWidget {
    Q_OBJECT
public:
    explicit ObjectInspector(const PageContext& context, QWidget* parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    void pageRequested(const QString& page, const lifeguard::Entity& entity);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeValue();
    QWidget* makeCall();
    QTreeView* makeTree(const QString& name, const QString& title, ValueModel* model);
    void choose();
    void read(bool however_large);
    void refresh();
    void refreshCall();
    void takeDetails(const ObjectDetails& details);
    void takeOutcome(const CallOutcome& outcome);
    void propose(const QString& method);
    void call();
    void follow(const QModelIndex& index);

    PageContext m_context;
    Entity m_entity;
    QString m_id;
    ObjectDetails m_details;
    bool m_asked = false;  // the answer is on its way
    ElidedLabel* m_title;
    QLabel* m_subtitle;
    QTabWidget* m_tabs;
    ContentStack* m_stack;
    ValueModel* m_value;
    QTreeView* m_tree;
    ContentStack* m_valueStack;
    QLabel* m_valueNote;
    QPushButton* m_read;
    QCheckBox* m_follow;
    QWidget* m_quick;
    QList<QPushButton*> m_quickButtons;
    QComboBox* m_method;
    QLineEdit* m_arguments;
    QPushButton* m_call;
    QLabel* m_hint;
    QLabel* m_outcome;
    ValueModel* m_result;
    QTreeView* m_resultTree;
};

}  // namespace lifeguard

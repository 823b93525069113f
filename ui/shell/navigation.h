// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The list of pages at the left: icon, name, badge; icons alone in a narrow window.

#include <QListWidget>

namespace lifeguard {

class Navigation : public QListWidget {
    Q_OBJECT
public:
    explicit Navigation(QWidget* parent = nullptr);

    void setManager(bool manager);           // the pages of a manager server, or those of a session
    void setCurrentPage(const QString& id);  // none, if it is not in the list
    void setBadge(const QString& id, int count);
    void setCompact(bool compact);
    bool isCompact() const { return m_compact; }
    QStringList pages() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void pageChosen(const QString& id);

protected:
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QListWidgetItem* entry(const QString& id) const;
    void describe(QListWidgetItem* item) const;
    void fit();

    bool m_compact = false;
};

}  // namespace lifeguard

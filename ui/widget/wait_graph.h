// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who waits for what, held by whom: processes and locks as boxes, arrows "waits" and "held by", a circle of them (a
// deadlock) in its own colour. Every node waits for or is held by at most one, so the picture is rows of chains.

#include <QPainterPath>
#include <QWidget>

#include "model/roles.h"
#include "mp/snapshot.h"

namespace lifeguard {

// What is drawn, told apart from how, so that it can be tested and read aloud.
struct WaitGraph {
    struct Node {
        Entity entity;
        QString name;
        int next = -1;  // a process: the lock it waits for; a lock: its holder
        bool lock = false;
        bool cycle = false;
    };
    QList<Node> nodes;

    // Only what takes part: processes that wait, the locks they wait for, those locks' holders.
    static WaitGraph of(const mp::observe::Snapshot& snapshot);
    QStringList sentences() const;  // "worker-1 waits for “db”, held by worker-7"
};

class WaitGraphView : public QWidget {
    Q_OBJECT
public:
    explicit WaitGraphView(const QString& name, QWidget* parent = nullptr);

    void setGraph(const WaitGraph& graph);
    const WaitGraph& graph() const { return m_graph; }
    QRect placeOf(const Entity& entity) const;

    QSize sizeHint() const override { return m_size; }
    QSize minimumSizeHint() const override { return m_size; }

Q_SIGNALS:
    void activated(const lifeguard::Entity& entity);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void place();
    int placeChain(int node, int column, int row, QList<bool>& done);
    void drawArrow(QPainter& painter, const WaitGraph::Node& from, int fromIndex) const;
    int nodeAt(const QPoint& at) const;
    int columnWidth() const;

    WaitGraph m_graph;
    QList<QRect> m_places;
    QList<QPoint> m_cells;  // column, row
    QSize m_size;
    int m_current = -1;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/wait_graph.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "format/theme.h"

namespace lifeguard {
namespace {

constexpr int kGraphMargin = 12;

QString nameOf(const mp::observe::Snapshot& snapshot, const mp::observe::Identity& identity) {
    const mp::observe::Process* process = snapshot.process(identity);
    return process != nullptr ? QString::fromStdString(process->name) : QString::number(identity.pid);
}

}  // namespace

WaitGraph WaitGraph::of(const mp::observe::Snapshot& snapshot) {
    WaitGraph graph;
    const auto indexOf = [&](const Entity& entity, const QString& name) {
        for (qsizetype i = 0; i < graph.nodes.size(); ++i) {
            if (graph.nodes[i].entity == entity) return static_cast<int>(i);
        }
        Node node;
        node.entity = entity;
        node.name = name;
        node.lock = entity.kind == Entity::Kind::lock;
        graph.nodes.append(node);
        return static_cast<int>(graph.nodes.size() - 1);
    };
    for (const mp::observe::Lock& lock : snapshot.locks) {
        if (lock.waiters.empty()) continue;
        const int at = indexOf({Entity::Kind::lock, {}, lock.id}, QString::fromStdString(lock.name));
        for (const auto& waiter : lock.waiters) {
            const int who = indexOf({Entity::Kind::process, waiter, 0}, nameOf(snapshot, waiter));
            graph.nodes[who].next = at;
        }
        if (lock.holder) {
            const int holder = indexOf({Entity::Kind::process, *lock.holder, 0}, nameOf(snapshot, *lock.holder));
            graph.nodes[at].next = holder;
        }
    }
    for (const auto& deadlock : snapshot.deadlocks()) {
        for (Node& node : graph.nodes) {
            node.cycle = node.cycle ||
                         std::find(deadlock.members.begin(), deadlock.members.end(), node.entity.identity) !=
                             deadlock.members.end() ||
                         (node.lock && std::find(deadlock.locks.begin(), deadlock.locks.end(), node.entity.id) !=
                                           deadlock.locks.end());
        }
    }
    return graph;
}

QStringList WaitGraph::sentences() const {
    QStringList said;
    for (const Node& node : nodes) {
        if (node.lock || node.next < 0) continue;
        const Node& lock = nodes[node.next];
        said.append(
            lock.next >= 0
                ? WaitGraphView::tr("%1 waits for “%2”, held by %3").arg(node.name, lock.name, nodes[lock.next].name)
                : WaitGraphView::tr("%1 waits for “%2”").arg(node.name, lock.name));
    }
    return said;
}

WaitGraphView::WaitGraphView(const QString& name, QWidget* parent) : QWidget(parent) {
    setObjectName(name);
    setAccessibleName(tr("Wait-for graph"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    place();
}

void WaitGraphView::setGraph(const WaitGraph& graph) {
    const Entity chosen =
        m_current >= 0 && m_current < m_graph.nodes.size() ? m_graph.nodes[m_current].entity : Entity{};
    m_graph = graph;
    m_current = -1;
    for (qsizetype i = 0; i < graph.nodes.size(); ++i) {
        if (chosen && graph.nodes[i].entity == chosen) m_current = static_cast<int>(i);
    }
    place();
    QStringList said = graph.sentences();
    if (std::any_of(graph.nodes.cbegin(), graph.nodes.cend(), [](const auto& node) { return node.cycle; }))
        said.prepend(tr("Deadlock"));
    setAccessibleDescription(said.isEmpty() ? tr("Nobody waits") : said.join(QLatin1String(". ")));
}

int WaitGraphView::columnWidth() const {
    int widest = fontMetrics().averageCharWidth() * 10;
    for (const auto& node : m_graph.nodes) widest = std::max(widest, fontMetrics().horizontalAdvance(node.name));
    return std::min(widest, fontMetrics().averageCharWidth() * 28) + 2 * kGraphMargin;
}

// Puts a node and, left of it, all that lead to it; returns how many rows they took.
int WaitGraphView::placeChain(int node, int column, int row, QList<bool>& done) {
    done[node] = true;
    m_cells[node] = QPoint(column, row);
    int rows = 0;
    for (qsizetype i = 0; i < m_graph.nodes.size(); ++i) {
        if (!done[i] && m_graph.nodes[i].next == node)
            rows += placeChain(static_cast<int>(i), column - 1, row + rows, done);
    }
    return std::max(1, rows);
}

void WaitGraphView::place() {
    const auto count = m_graph.nodes.size();
    m_cells = QList<QPoint>(count);
    m_places = QList<QRect>(count);
    QList<bool> done(count, false);
    int row = 0;
    // Each part of the picture begins at the left edge.
    const auto shift = [&](const QList<bool>& before) {
        int least = 0;
        for (qsizetype i = 0; i < count; ++i) {
            if (done[i] && !before[i]) least = std::min(least, m_cells[i].x());
        }
        for (qsizetype i = 0; i < count; ++i) {
            if (done[i] && !before[i]) m_cells[i].rx() -= least;
        }
    };
    // Circles first, unrolled from one of their processes; what hangs on them is led up to it from the left.
    for (qsizetype start = 0; start < count; ++start) {
        if (done[start] || !m_graph.nodes[start].cycle || m_graph.nodes[start].lock) continue;
        const QList<bool> before = done;
        QList<int> circle;
        for (int at = static_cast<int>(start); at >= 0 && !circle.contains(at); at = m_graph.nodes[at].next)
            circle.append(at);
        for (const int member : circle) done[member] = true;
        int below = row + 2;  // between: the arrow that closes the circle
        for (qsizetype i = 0; i < circle.size(); ++i) {
            const int column = static_cast<int>(i);
            m_cells[circle[i]] = QPoint(column, row);
            for (qsizetype other = 0; other < count; ++other) {
                if (!done[other] && m_graph.nodes[other].next == circle[i])
                    below += placeChain(static_cast<int>(other), column - 1, below, done);
            }
        }
        row = below;
        shift(before);
    }
    for (qsizetype i = 0; i < count; ++i) {
        if (done[i] || m_graph.nodes[i].next >= 0) continue;
        const QList<bool> before = done;
        row += placeChain(static_cast<int>(i), 0, row, done);
        shift(before);
    }
    int right = 0;
    for (const QPoint& cell : m_cells) right = std::max(right, cell.x());
    const int wide = columnWidth();
    const int gap = fontMetrics().horizontalAdvance(tr("held by")) + 18;
    const int high = fontMetrics().height() + 12;
    for (qsizetype i = 0; i < count; ++i) {
        m_places[i] = QRect(kGraphMargin + m_cells[i].x() * (wide + gap), kGraphMargin + m_cells[i].y() * (high + 14),
                            wide, high);
    }
    m_size = QSize((right + 1) * (wide + gap) - gap + 2 * kGraphMargin, std::max(1, row) * (high + 14) + kGraphMargin);
    updateGeometry();
    resize(sizeHint().expandedTo(size()));
    update();
}

void WaitGraphView::drawArrow(QPainter& painter, const WaitGraph::Node& from, int fromIndex) const {
    const QRect a = m_places[fromIndex];
    const QRect b = m_places[from.next];
    const bool cycle = from.cycle && m_graph.nodes[from.next].cycle;
    const QColor colour = cycle ? theme::tone(Tone::failed, palette()) : palette().color(QPalette::WindowText);
    painter.setPen(QPen(colour, cycle ? 2 : 1.2));
    painter.setBrush(Qt::NoBrush);
    const QString word = from.lock ? tr("held by") : tr("waits");
    QPainterPath path;
    QPointF tip;
    QPointF back;
    QRectF label;
    if (b.left() > a.right()) {
        tip = QPointF(b.left(), b.center().y());
        back = QPointF(-8, 0);
        const QPointF start(a.right() + 1, a.center().y());
        path.moveTo(start);
        const double middle = b.left() - 14;
        path.lineTo(middle, start.y());
        path.lineTo(middle, tip.y());
        path.lineTo(tip);
        label = QRectF(start.x(), start.y() - fontMetrics().height() - 1, middle - start.x(), fontMetrics().height());
    } else {
        // Closes the circle: below its row, back to the first.
        const double y = a.bottom() + 14 + fontMetrics().height() / 2.0;
        tip = QPointF(b.center().x(), b.bottom() + 1);
        back = QPointF(0, 8);
        path.moveTo(a.center().x(), a.bottom() + 1);
        path.lineTo(a.center().x(), y);
        path.lineTo(tip.x(), y);
        path.lineTo(tip);
        label = QRectF(tip.x() + 8, y + 1, a.center().x() - tip.x() - 16, fontMetrics().height());
    }
    painter.drawPath(path);
    const QPointF side(back.y() / 2, back.x() / 2);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{tip, tip + back + side, tip + back - side});
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(label, Qt::AlignCenter, word);
}

void WaitGraphView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i < m_graph.nodes.size(); ++i) {
        if (m_graph.nodes[i].next >= 0) drawArrow(painter, m_graph.nodes[i], static_cast<int>(i));
    }
    for (qsizetype i = 0; i < m_graph.nodes.size(); ++i) {
        const WaitGraph::Node& node = m_graph.nodes[i];
        const QRectF box = QRectF(m_places[i]).adjusted(0.5, 0.5, -0.5, -0.5);
        const QColor edge = node.cycle ? theme::tone(Tone::failed, palette()) : palette().color(QPalette::WindowText);
        painter.setPen(QPen(edge, node.cycle ? 2 : 1));
        painter.setBrush(palette().base());
        const double round = node.lock ? 2 : box.height() / 2;
        painter.drawRoundedRect(box, round, round);
        if (node.cycle) {
            QColor wash = edge;
            wash.setAlphaF(0.12F);
            painter.setBrush(wash);
            painter.drawRoundedRect(box, round, round);
        }
        if (hasFocus() && m_current == i) {
            painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), round + 3, round + 3);
        }
        painter.setPen(palette().color(QPalette::WindowText));
        const QRectF text = box.adjusted(8, 0, -8, 0);
        const QString shown = node.lock ? tr("“%1”").arg(node.name) : node.name;
        painter.drawText(text, Qt::AlignCenter,
                         fontMetrics().elidedText(shown, Qt::ElideMiddle, static_cast<int>(text.width())));
    }
}

int WaitGraphView::nodeAt(const QPoint& at) const {
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        if (m_places[i].contains(at)) return static_cast<int>(i);
    }
    return -1;
}

QRect WaitGraphView::placeOf(const Entity& entity) const {
    for (qsizetype i = 0; i < m_graph.nodes.size(); ++i) {
        if (m_graph.nodes[i].entity == entity) return m_places[i];
    }
    return {};
}

void WaitGraphView::mousePressEvent(QMouseEvent* event) {
    const int at = nodeAt(event->position().toPoint());
    if (at < 0) return;
    m_current = at;
    update();
    Q_EMIT activated(m_graph.nodes[at].entity);
}

void WaitGraphView::keyPressEvent(QKeyEvent* event) {
    const auto count = static_cast<int>(m_graph.nodes.size());
    if (count > 0 && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Down)) {
        m_current = (m_current + 1) % count;
    } else if (count > 0 && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Up)) {
        m_current = (m_current + count - 1) % count;
        if (m_current < 0) m_current = count - 1;
    } else if (m_current >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)) {
        Q_EMIT activated(m_graph.nodes[m_current].entity);
    } else {
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

void WaitGraphView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) place();
}

bool WaitGraphView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int at = nodeAt(help->pos());
        at < 0 ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), m_graph.nodes[at].name, this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace lifeguard

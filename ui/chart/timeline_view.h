// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who ran what when: a lane a worker, one rectangle a pixel column, failures always on top. Drawn by hand, because
// hundreds of thousands of spans must pan smoothly.
//
//     auto* view = new TimelineView(this);
//     view->setSpans(&models.spans);
//     view->refresh();              // after each change of the spans, while it is visible
//
// Keys: W and S zoom, A and D pan, F fits all, End follows what is new; arrows walk over lanes and spans, Enter
// activates. Dragging selects a range of time, dragging with the middle button pans. GUI thread.

#include <QAbstractScrollArea>

#include "model/span_history.h"

class QMenu;

namespace lifeguard {

class TimelineView : public QAbstractScrollArea {
    Q_OBJECT
public:
    enum class ColourBy { function, state, pool };

    explicit TimelineView(QWidget* parent = nullptr);

    void setSpans(const SpanHistory* spans);
    void setColourBy(ColourBy by);
    void setWaitsShown(bool shown);
    void setMoment(std::optional<std::int64_t> time_ns);  // history mode: what came later is veiled
    void refresh();                                       // the spans have changed
    void restart();                                       // of another program: the newest 30 s, nothing chosen

    // What is in sight; nanoseconds since the epoch.
    std::int64_t from() const { return m_from_ns; }
    std::int64_t to() const { return m_to_ns; }
    void showRange(std::int64_t from_ns, std::int64_t to_ns);
    void zoom(double factor, std::int64_t around_ns);
    void zoomIn();
    void zoomOut();
    void pan(double widths);
    void fit();
    void follow();  // the newest at the right edge, until it is panned or zoomed away from
    void setFollowing(bool on);
    bool isFollowing() const { return m_following; }
    void choose(const Entity& entity, bool reveal);
    // That task and that lane are highlighted, and nothing else; nothing moves.
    void highlight(const Entity& task, const mp::observe::Identity& lane);
    Entity chosen() const { return m_chosen; }

    struct Range {
        std::int64_t from_ns = 0;
        std::int64_t to_ns = 0;
        bool isEmpty() const { return to_ns <= from_ns; }
    };
    // What was dragged over, else what is in sight.
    Range range() const;
    bool hasSelection() const { return !m_selected.isEmpty(); }
    void clearSelection();

    struct Summary {
        std::size_t tasks = 0, failed = 0;
        double busy = 0;  // of the workers' time in the range, 0 … 1
        std::int64_t p50_ns = 0, longest_ns = 0;
    };
    Summary summary() const;

    // What the colours mean that are in sight, most frequent first; colours only, failures and waits beside them.
    struct Swatch {
        QString text;
        QColor colour;
    };
    QList<Swatch> legend() const;
    int lanesInSight() const { return static_cast<int>(m_rows.size()); }
    // What lies there: its task, and the words of its tool tip; for tests too.
    Entity taskAt(const QPoint& at) const;
    QString textAt(const QPoint& at) const;
    QPoint placeOf(const Entity& task) const;  // a point on it; null if it is not in sight
    int columnsDrawn() const { return m_columns_drawn; }

    // As a picture: the time in sight, all lanes, the legend.
    QByteArray toPng();
    QByteArray toSvg();
    void fillExportMenu(QMenu* menu);

    QSize sizeHint() const override;

Q_SIGNALS:
    void taskChosen(const lifeguard::Entity& task);
    void workerChosen(const lifeguard::Entity& worker);
    void activated(const lifeguard::Entity& task);
    void rangeChanged();  // in sight, or selected
    void followingChanged(bool following);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct Row {
        std::shared_ptr<const SpanHistory::Lane> lane = {};  // null: the heading of a pool
        QString text;
    };
    struct Ink;
    void layOut();
    void describe();
    void setRange(std::int64_t from_ns, std::int64_t to_ns, bool following);
    void adjustBars();
    int labelWidth() const;
    int rowHeight() const;
    int rulerHeight() const;
    int rowTop(int row) const;
    int rowAt(int y) const;
    double xOf(std::int64_t time_ns) const;
    std::int64_t timeAt(double x) const;
    const Span* spanAt(const SpanHistory::Lane& lane, std::int64_t time_ns, std::int64_t slack_ns) const;
    void choosePlace(int row, std::int64_t time_ns);
    void stepSpan(int by);
    void stepLane(int by);
    // timeline_export.cpp
    int paintLegend(QPainter* painter, int top, int width) const;
    QSize pictureSize() const;
    void drawPicture(QPainter& painter);
    // timeline_paint.cpp
    void draw(QPainter& painter);
    void drawOver(QPainter& painter);
    int shownHeight() const { return m_picture_height > 0 ? m_picture_height : viewport()->height(); }
    void paintRuler(QPainter& painter);
    void paintLane(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip);
    void paintSpans(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip);
    void paintWaits(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip);
    void paintLabel(QPainter& painter, const Row& row, const QRect& place, bool current);
    Ink inkOf(const SpanHistory::Lane& lane, const Span& span) const;
    void fillSpan(QPainter& painter, const QRect& place, const Ink& ink, double share, const QString& text);

    const SpanHistory* m_spans = nullptr;
    ColourBy m_colour_by = ColourBy::function;
    bool m_waits = true;
    std::vector<Row> m_rows;
    std::int64_t m_from_ns = 0, m_to_ns = 0;
    bool m_following = true;
    std::optional<std::int64_t> m_moment;
    bool m_setting_bars = false;
    Entity m_chosen;
    mp::observe::Identity m_chosen_lane;
    Range m_selected;
    std::optional<QPoint> m_pressed;
    std::int64_t m_pressed_ns = 0;
    bool m_panning = false;
    bool m_dragged = false;
    int m_columns_drawn = 0;
    int m_picture_height = 0;  // of the lanes, while a picture of them is drawn
};

}  // namespace lifeguard

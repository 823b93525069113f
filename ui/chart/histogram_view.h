// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How often which duration: bars over logarithmic buckets, with the quantiles marked. GUI thread.

#include <QWidget>
#include <memory>

#include "chart/curve.h"

namespace lifeguard {

class HistogramView : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostBars = 60;

    // A bucket counts the values in [from, to).
    struct Bucket {
        double from = 0;
        double to = 0;
        double count = 0;
        double other = 0;  // of a second histogram beside it
    };
    struct Mark {
        QString title;  // "p95"
        double value = 0;
    };

    explicit HistogramView(QWidget* parent = nullptr);
    ~HistogramView() override;

    void setHeading(const QString& title, const QString& unit);
    void setValueText(const ValueText& text);  // of a bucket's bounds
    void setCountText(const ValueText& text);
    void setEmptyText(const QString& text);
    // Rising, without holes; empty buckets at both ends are left out, and more than 60 are merged by pairs.
    void setBuckets(const QList<Bucket>& buckets, const QList<Mark>& marks);

    // Two of them side by side, each as the share of all that it counts; the buckets of both are the same.
    void setPair(const QList<Bucket>& buckets, const QString& title, const QString& other_title);

    QString tableText() const;
    void showTable();
    int drawnBars() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Parts;
    void draw();
    std::unique_ptr<Parts> m;
};

}  // namespace lifeguard

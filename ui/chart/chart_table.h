// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The table twin of a chart: the same numbers, for reading, for copying and for screen readers.

#include <QDialog>

#include "chart/chart_export.h"

namespace lifeguard {

class ChartTableDialog : public QDialog {
    Q_OBJECT
public:
    ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent);
};

}  // namespace lifeguard

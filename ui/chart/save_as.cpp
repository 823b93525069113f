// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/save_as.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>

#include "chart/chart_export.h"

namespace lifeguard {
namespace {

struct SaveAsText {
    Q_DECLARE_TR_FUNCTIONS(lifeguard::ChartView)
};

}  // namespace

void saveAs(QWidget* asker, const QString& what, const QString& filter, const QString& suffix,
            const std::function<QByteArray()>& bytes) {
    auto* dialog = new QFileDialog(asker->window(), SaveAsText::tr("Export “%1”").arg(what), QString(), filter);
    dialog->setObjectName(QStringLiteral("saveAsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    QObject::connect(dialog, &QFileDialog::fileSelected, asker, [asker, bytes](const QString& path) {
        const QString error = writeFile(path, bytes());
        if (error.isEmpty()) return;
        auto* box =
            new QMessageBox(QMessageBox::Warning, SaveAsText::tr("Export"), error, QMessageBox::Close, asker->window());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
    dialog->open();
}

}  // namespace lifeguard

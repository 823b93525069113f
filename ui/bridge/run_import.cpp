// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/run_import.h"

#include <QElapsedTimer>

#include "bridge/run_export.h"
#include "mp/history.h"

namespace lifeguard {

using namespace mp::history;

RunImport::RunImport(QObject* parent) : QObject(parent), m_thread(QStringLiteral("import")) {
    m_worker = m_thread.own(new QObject);
}

RunImport::~RunImport() {
    stop();
}

void RunImport::stop() {
    if (m_stop) *m_stop = true;
}

void RunImport::start(const QString& database, const QString& file) {
    m_stop = std::make_shared<std::atomic<bool>>(false);
    // Signals are sent from the thread: who listens lives in another one and gets them queued.
    WorkerThread::post(m_worker, [this, database, file, stop = m_stop] {
        QElapsedTimer since;
        since.start();
        ImportSummary done;
        done.path = file;
        const auto tell = [&](const ImportProgress& at) {
            if (at.rows == 0 || since.hasExpired(200)) {
                since.restart();
                const double share = at.rows_of == 0 ? 1.0 : double(at.rows) / double(at.rows_of);
                Q_EMIT progressed(at.run, int((double(at.runs) + share) * 1000 / double(at.runs_of)));
            }
            return !*stop;
        };
        try {
            Database::check_import(file.toStdString());  // before the user's own is made
            Database history(database.toStdString());
            for (const auto& run : history.import_runs(file.toStdString(), {.progress = tell})) {
                done.imported += run.what == ImportedRun::What::imported;
                done.known += run.what == ImportedRun::What::known;
                done.recording += run.what == ImportedRun::What::recording;
                done.stopped = done.stopped || run.what == ImportedRun::What::stopped;
            }
            Q_EMIT finished(done);
        } catch (const std::exception& error) {
            Q_EMIT failed(QString::fromUtf8(error.what()));
        }
    });
}

QString RunImport::exportName(std::int64_t run, const QString& format) {
    return QString::fromStdString(export_name(run, run_export::formatOf(format)));
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A thread with an event loop that ends with its owner. What it owns lives and dies there.
//
//     WorkerThread thread(QStringLiteral("runs"));
//     auto* worker = thread.own(new RunsWorker);
//     thread.post(worker, [worker] { worker->refresh(); });
//
// Threads: made, used and destroyed on one thread (the GUI's). Its destructor waits for the call that runs now.

#include <QObject>
#include <QThread>

namespace lifeguard {

class WorkerThread {
public:
    explicit WorkerThread(const QString& name) {
        m_thread.setObjectName(name);
        m_thread.start();
    }
    ~WorkerThread() {
        m_thread.quit();
        m_thread.wait();
    }
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    template <class T>
    T* own(T* object) {
        object->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, object, &QObject::deleteLater);
        return object;
    }
    template <class Function>
    static void post(QObject* object, Function&& function) {
        QMetaObject::invokeMethod(object, std::forward<Function>(function), Qt::QueuedConnection);
    }

private:
    QThread m_thread;
};

}  // namespace lifeguard

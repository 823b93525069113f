// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Real manager servers for tests of the window: ours in a thread of this process, CPython's as a process.

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <thread>

#include "mp/managers.h"

namespace lifeguard::test {

// A server of ours at a path; its end closes all connections, as a death does.
class OwnServer {
public:
    OwnServer(const QString& path, const std::string& key) {
        mp::managers::SyncManager manager(
            mp::managers::ManagerOptions{.address = path.toStdString(), .authkey = mp::connection::AuthKey(key)});
        m_server.emplace(manager.get_server());
        m_thread = std::thread([server = *m_server]() mutable { server.serve_forever(); });
        m_client.emplace(
            mp::managers::ManagerOptions{.address = m_server->address(), .authkey = mp::connection::AuthKey(key)});
        m_client->connect();
    }
    ~OwnServer() {
        m_client.reset();
        m_server->stop();
        m_thread.join();
    }
    mp::managers::SyncManager& client() { return *m_client; }

private:
    std::optional<mp::managers::Server> m_server;
    std::optional<mp::managers::SyncManager> m_client;
    std::thread m_thread;
};

#ifdef LIFEGUARD_MANAGER_SERVER
// Debian's Python with tests/ui/manager_server.py.
class PythonServer {
public:
    PythonServer(const QString& where, const QString& key_file) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("/usr/bin/python3"),
                        {QStringLiteral("-B"), QStringLiteral(LIFEGUARD_MANAGER_SERVER), where, key_file});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        m_address = QString::fromUtf8(m_process.readLine()).trimmed();
    }
    ~PythonServer() {
        m_process.kill();
        m_process.waitForFinished();
    }
    QString address() const { return m_address; }

private:
    QProcess m_process;
    QString m_address;
};
#endif

inline QString writeKey(const QTemporaryDir& folder, const QByteArray& key,
                        const QString& name = QStringLiteral("key")) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(key + '\n');
    return file.fileName();
}

}  // namespace lifeguard::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A talk with one manager server, C++'s or Python's, in which every step has a limit of time: what stands between the
// window and a server that has stopped. It takes no reference to any object: who looks changes nothing. What comes is
// read as data alone (mp::pickle::loads).
//
//     ManagerLine line(address, key, stop);
//     line.prove();
//     for (const auto& object : line.objects()) …
//
// Threads: one at a time. `stop` may be set from any: what waits then throws mp::Interrupted within 50 ms.

#include <atomic>
#include <chrono>
#include <optional>

#include "bridge/manager_objects.h"
#include "mp/connection.h"
#include "mp/managers.h"

namespace lifeguard {

using StopFlag = std::shared_ptr<std::atomic<bool>>;

class ManagerLine {
public:
    static constexpr std::chrono::seconds look_limit{5};
    static constexpr std::chrono::seconds call_limit{10};
    static constexpr std::uint64_t longest_message = std::uint64_t{256} << 20U;

    struct Kind {
        ServerKind kind = ServerKind::unknown;
        QString text;  // "C++", "Python 3.11"
    };

    ManagerLine(mp::connection::Address address, mp::connection::AuthKey key, StopFlag stop);

    // Address and key are right, and a manager answers. Throws mp::ConnectionRefusedError, AuthenticationError,
    // TimeoutError and whatever else explain() knows.
    void prove();
    // Whose server it is: the one place where an agent is told from a manager. An agent answers to the typeid
    // "lifeguard"; of the others CPython's errors tell of files.
    Kind detectKind();
    std::vector<mp::managers::ObjectInfo> objects();
    QStringList methodsOf(const std::string& id);
    // A method of an object, over one connection for all calls of this line: what it locks, it can release.
    // Throws mp::RemoteError with Python's last line ("KeyError: 'x'").
    mp::Object call(const std::string& id, const std::string& method, const std::vector<mp::Object>& arguments = {},
                    const mp::managers::Keywords& keywords = {}, std::chrono::milliseconds limit = look_limit);
    // The server has hung up, seen without asking it anything. Opens the connection that tells where there is none.
    bool hungUp();

    // Why it failed, in the words of the attach dialog: "refused: nothing listens on 50000".
    static QString explain(const std::exception& error, const mp::connection::Address& address);

private:
    struct Reply {
        std::string kind;
        mp::Object value;
    };
    mp::Connection connect() const;
    Reply exchange(const mp::Connection& connection, const mp::Object& request, std::chrono::milliseconds limit) const;
    Reply control(const char* name, const std::vector<mp::Object>& arguments = {});
    mp::Object open(const Reply& reply);
    void letGo(const std::string& id);

    mp::connection::Address m_address;
    mp::connection::AuthKey m_key;
    StopFlag m_stop;
    std::optional<mp::Connection> m_serving;
    std::optional<mp::Connection> m_watched;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/manager_line.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <future>
#include <thread>

namespace lifeguard {
namespace {

using mp::Connection;
using mp::Object;
using mp::connection::Address;
using Limit = std::chrono::milliseconds;

constexpr Limit slice{50};
constexpr const char* agent_type = "lifeguard";

struct ManagerLineText {
    Q_DECLARE_TR_FUNCTIONS(ManagerLine)
};

// What takes longer is left to itself, in a thread that ends with it: a peer that stops in the middle of a message, or
// a host that does not answer at all, keeps nobody. `work` owns all that it uses.
template <class Work>
auto within(Limit limit, const StopFlag& stop, Work work) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto answer = task.get_future();
    std::thread(std::move(task)).detach();
    const auto end = std::chrono::steady_clock::now() + limit;
    while (answer.wait_for(slice) != std::future_status::ready) {
        if (*stop) throw mp::Interrupted("no longer wanted");
        if (std::chrono::steady_clock::now() > end) throw mp::TimeoutError("no answer");
    }
    return answer.get();
}

Object request(const Object& ident, const std::string& name, const std::vector<Object>& arguments,
               const mp::managers::Keywords& keywords) {
    Object named = Object::dict();
    for (const auto& [key, value] : keywords) named.set_item(key, value);
    return Object::tuple({ident, name, Object::tuple(arguments), named});
}

std::string lastLine(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '-')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

std::string textOf(const Object& value) {
    return value.kind() == Object::Kind::str ? std::string(value.text()) : mp::repr(value, 1U << 20U);
}

}  // namespace

ManagerLine::ManagerLine(Address address, mp::connection::AuthKey key, StopFlag stop)
    : m_address(std::move(address)), m_key(std::move(key)), m_stop(std::move(stop)) {}

Connection ManagerLine::connect() const {
    return within(look_limit + slice, m_stop, [address = m_address, key = m_key] {
        Connection out = mp::connection::Client({.address = address, .authkey = key, .handshake = look_limit});
        out.max_message(longest_message);
        return out;
    });
}

ManagerLine::Reply ManagerLine::exchange(const Connection& connection, const Object& asked, Limit limit) const {
    const Object reply = within(limit + slice, m_stop, [connection, asked, limit] {
        connection.send(asked);
        // Nobody is reading when the time is over, so that the connection ends at once.
        if (!connection.poll(limit)) throw mp::TimeoutError("no answer");
        return connection.recv();
    });
    const bool pair = reply.kind() == Object::Kind::tuple && reply.size() == 2;
    if (!pair || reply[0].kind() != Object::Kind::str) throw mp::ValueError("an answer that is no manager's");
    return {std::string(reply[0].text()), reply[1]};
}

// Each on a connection of its own, as CPython's servers want it.
ManagerLine::Reply ManagerLine::control(const char* name, const std::vector<Object>& arguments) {
    return exchange(connect(), request({}, name, arguments, {}), look_limit);
}

Object ManagerLine::open(const Reply& reply) {
    if (reply.kind == "#RETURN") return reply.value;
    if (reply.kind == "#ERROR") {
        const bool error = reply.value.kind() == Object::Kind::exception;  // str() of a proxy would ask where it says
        const std::string text = error ? mp::str(reply.value) : textOf(reply.value), type = reply.value.type_name();
        throw mp::RemoteError(text.empty() ? type : type + ": " + text, type);
    }
    if (reply.kind == "#TRACEBACK" || reply.kind == "#UNSERIALIZABLE")
        throw mp::RemoteError(lastLine(textOf(reply.value)), "RemoteError");
    if (reply.kind != "#PROXY") throw mp::ValueError("an answer that is no manager's");
    // The method made an object on the server, counted for us: it is let go, for nobody here will use it.
    const Object state = reply.value[1].state();
    if (state.kind() == Object::Kind::tuple && state.size() == 3) letGo(textOf(state[2]));
    return reply.value[1];
}

void ManagerLine::letGo(const std::string& id) {
    control("decref", {id});
}

void ManagerLine::prove() {
    open(control("dummy"));
}

ManagerLine::Kind ManagerLine::detectKind() {
    const Reply reply = control("create", {agent_type});
    if (reply.kind == "#RETURN") {
        letGo(textOf(reply.value[0]));
        return {ServerKind::agent, ManagerLineText::tr("Lifeguard agent")};
    }
    const QString text = QString::fromStdString(textOf(reply.value));
    if (!text.contains(QLatin1String("  File \""))) return {ServerKind::cpp, ManagerLineText::tr("C++")};
    static const QRegularExpression version(QStringLiteral("python(3\\.[0-9]+)/"));
    const auto found = version.match(text);
    return {ServerKind::python,
            found.hasMatch() ? ManagerLineText::tr("Python %1").arg(found.captured(1)) : ManagerLineText::tr("Python")};
}

std::vector<mp::managers::ObjectInfo> ManagerLine::objects() {
    const Object text = open(control("debug_info"));
    if (text.kind() != Object::Kind::str) throw mp::ValueError("an answer that is no manager's");
    return mp::managers::objects_in(std::string(text.text()));
}

QStringList ManagerLine::methodsOf(const std::string& id) {
    const std::vector<Object> token{"", nullptr, id};
    const Object names = open(
        control("get_methods", {Object::instance("multiprocessing.managers", "Token", token, Object::tuple(token))}));
    QStringList out;
    for (const Object& name : names.elements()) out << QString::fromStdString(textOf(name));
    out.removeDuplicates();
    return out;
}

Object ManagerLine::call(const std::string& id, const std::string& method, const std::vector<Object>& arguments,
                         const mp::managers::Keywords& keywords, Limit limit) {
    try {
        if (!m_serving) {
            Connection fresh = connect();
            open(exchange(fresh, request({}, "accept_connection", {"lifeguard"}, {}), look_limit));
            m_serving = fresh;
        }
        const Reply reply = exchange(*m_serving, request(id, method, arguments, keywords), limit);
        return open(reply);
    } catch (const mp::RemoteError&) {
        throw;
    } catch (...) {
        m_serving.reset();  // what it would still say belongs to nobody
        throw;
    }
}

bool ManagerLine::hungUp() {
    try {
        if (!m_watched) {
            Connection fresh = connect();
            open(exchange(fresh, request({}, "accept_connection", {"lifeguard"}, {}), look_limit));
            m_watched = fresh;
        }
        return m_watched->poll();  // nothing was asked on it: what can come is its end
    } catch (const mp::OSError&) {
        return true;
    } catch (const mp::EOFError&) {
        return true;
    }
}

QString ManagerLine::explain(const std::exception& error, const Address& address) {
    const QString text = QString::fromUtf8(error.what());
    const QString where = address.is_tcp()        ? QString::number(address.port())
                          : address.is_abstract() ? QLatin1Char('@') + QString::fromStdString(address.path().substr(1))
                                                  : QString::fromStdString(address.path());
    if (dynamic_cast<const mp::ConnectionRefusedError*>(&error))
        return ManagerLineText::tr("refused: nothing listens on %1").arg(where);
    if (dynamic_cast<const mp::FileNotFoundError*>(&error))
        return ManagerLineText::tr("there is no socket %1").arg(where);
    if (dynamic_cast<const mp::AuthenticationError*>(&error))
        return text.contains(QLatin1String("digest sent was rejected")) ||
                       text.contains(QLatin1String("digest received was wrong"))
                   ? ManagerLineText::tr("authentication failed: the server has another key")
                   : ManagerLineText::tr("not a manager: what listens there does not ask for a key as managers do");
    if (dynamic_cast<const mp::TimeoutError*>(&error))
        return ManagerLineText::tr("timed out after %1 s").arg(look_limit.count());
    if (dynamic_cast<const mp::EOFError*>(&error) || dynamic_cast<const mp::ConnectionResetError*>(&error) ||
        dynamic_cast<const mp::BrokenPipeError*>(&error))
        return ManagerLineText::tr("not a manager, or one that ends: the connection was closed");
    const bool strange = dynamic_cast<const mp::UnpicklingError*>(&error) ||
                         text.contains(QLatin1String("no manager")) ||
                         text.contains(QLatin1String("bad message length"));
    return strange ? ManagerLineText::tr("not a manager: it answers in another language") : text;
}

}  // namespace lifeguard

// SPDX-License-Identifier: MIT
#pragma once
// A client's way to one manager: control connections for one request each, and a serving connection a thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manager/frames.h"
#include "manager/words.h"
#include "mp/connection.h"
#include "os/fd.h"

namespace mp::manager {

class Link : public std::enable_shared_from_this<Link> {
public:
    // One a manager and key in this process, for as long as somebody has it.
    static std::shared_ptr<Link> to(const connection::Address& address, const connection::AuthKey& key);
    Link(connection::Address address, connection::AuthKey key);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    const connection::Address& address() const noexcept { return address_; }
    const connection::AuthKey& key() const noexcept { return key_; }

    // A server function, over a connection of its own. Throws as connection::Client, ManagerLost once this link has
    // worked, RemoteError.
    Object control(std::string_view name, const std::vector<Object>& args = {}, const Keywords& keywords = {});
    // Address and key are right: the first words to a server. Throws what went wrong as it is.
    void prove();
    // A method of an object, over this thread's connection: the value, or a proxy for it. Throws what the method threw,
    // RemoteError, ManagerLost.
    Object call(const std::string& ident, std::string_view name, const std::vector<Object>& args,
                const Keywords& keywords);

    // Of the server's process, where this one started it.
    struct Process {
        int pid = 0;
        std::function<std::optional<int>()> exitcode;
    };
    void belongs_to(Process process);

private:
    struct Channel;
    struct ThreadChannels;

    std::shared_ptr<Channel> open(std::string_view name);
    std::shared_ptr<Channel> serving();
    void forget(const std::shared_ptr<Channel>& channel) noexcept;
    Object exchange(Channel& channel, std::string_view ident, std::string_view name,
                    const std::vector<Object>& args = {}, const Keywords& keywords = {});
    void send(Channel& channel, std::string_view ident, std::string_view name, const std::vector<Object>& args,
              const Keywords& keywords);
    Object receive(Channel& channel);
    Object open_reply(const Object& reply);
    Object made_proxy(const Object& what);
    void keep_anchor();
    [[noreturn]] void lost(const std::exception& reason, int pid);

    connection::Address address_;
    connection::AuthKey key_;
    std::uint64_t number_;  // never used again, unlike a Link's place in memory

    std::mutex mutex_;  // below here
    bool worked_ = false;
    int server_pid_ = 0;
    std::vector<std::shared_ptr<Channel>> channels_;
    std::shared_ptr<Channel> anchor_;  // TCP: by its end the server knows of ours
    Process process_;
};

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
#pragma once
// Descriptors for peers that cannot be handed them in place: CPython's resource sharer. A pickle carries an address and
// a number; whoever unpickles it connects there, proves that it has this process's key, says the number and gets the
// descriptor, once.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "mp/connection.h"
#include "os/fd.h"

namespace mp::channel {

class Sharer {
public:
    // This process's own; its listener and thread begin with the first descriptor, and a forked child begins anew.
    static Sharer& instance();

    struct Ticket {
        connection::Address address;
        std::int64_t number = 0;
    };
    Ticket offer(int descriptor);  // a duplicate of it
    // Gets what somebody else offers. Throws AuthenticationError, ConnectionRefusedError, EOFError (it was fetched
    // already).
    static os::Fd fetch(const connection::Address& address, std::int64_t number);

    // An offered descriptor as Python writes it, an instance of resource_sharer.DupFd; fetched by who takes it.
    static Object offer_in_pickle(int descriptor);
    // Throws TypeError for what is none.
    static os::Fd fetch_from_pickle(const Object& shared);
    // The same between processes of this program, where only bytes can travel.
    static void offer_in_bytes(detail::Writer& writer, int descriptor);
    static os::Fd fetch_from_bytes(detail::Reader& reader);

private:
    void begin();
    void serve(const connection::Listener& listener);
    os::Fd take(std::int64_t number);

    std::mutex mutex_;
    int owner_ = 0;
    std::optional<connection::Listener> listener_;
    std::int64_t next_ = 1;
    std::map<std::int64_t, os::Fd> offered_;
};

}  // namespace mp::channel

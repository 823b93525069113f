// SPDX-License-Identifier: MIT
#pragma once
// A client's way to one agent: its view there, over one connection that is asked one thing at a time. Every answer has
// a deadline, a largest size and holds data alone.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mp/agent.h"

namespace mp::observe {

class AgentLink {
public:
    // Throws as connect().
    explicit AgentLink(const ConnectOptions& options);
    ~AgentLink();
    AgentLink(const AgentLink&) = delete;
    AgentLink& operator=(const AgentLink&) = delete;

    // Throws what the agent's method threw; EOFError once the agent is gone, with why.
    Object call(std::string_view method, std::vector<Object> arguments);
    std::string place() const;                                  // "host:7000"
    const std::string& lost() const noexcept { return lost_; }  // why; "" as long as it is there

private:
    connection::Connection open() const;
    Object exchange(const connection::Connection& connection, const Object& ident, std::string_view name,
                    std::vector<Object> arguments, std::int64_t deadline_ns) const;

    ConnectOptions options_;
    std::string name_;  // of this client: by it the agent knows what to forget with this connection
    std::string view_;  // the ident of the view
    std::optional<connection::Connection> serving_;
    std::string lost_;
};

}  // namespace mp::observe

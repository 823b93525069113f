// SPDX-License-Identifier: MIT
#include "observe/command.h"

#include "mp/exceptions.h"
#include "observe/request.h"
#include "os/clock.h"
#include "os/local_socket.h"

namespace mp::observe {

using serial::Plain;
using serial::PlainDict;
using serial::PlainTuple;

Answer request(const std::string& endpoint, std::uint64_t object, std::string_view verb,
               std::span<const std::uint64_t> arguments) {
    if (endpoint.empty()) return {false, "the program does not listen to commands"};
    try {
        const os::Fd socket = os::connect_locally(endpoint);
        PlainTuple words;
        words.items.emplace_back(static_cast<std::int64_t>(object));
        for (const std::uint64_t argument : arguments) words.items.emplace_back(static_cast<std::int64_t>(argument));
        send_message(socket, PlainTuple{{Plain(), Plain(std::string(verb)), Plain(words), Plain(PlainDict{})}});
        const auto reply = receive_message(socket, os::monotonic_ns() + 2'000'000'000);
        if (!reply) return {false, "the program did not answer within 2 s; it may be suspended or stuck"};
        const auto& parts = reply->as<PlainTuple>("the reply").items;
        const std::string& kind = parts.at(0).as<std::string>("the reply's kind");
        if (kind != "#RETURN") return {false, parts.at(1).as<std::string>("the error")};
        const auto& answer = parts.at(1).as<PlainTuple>("the answer").items;
        return {answer.at(0).as<bool>("the answer"), answer.at(1).as<std::string>("the reason"),
                static_cast<std::uint64_t>(answer.at(2).as<std::int64_t>("the count"))};
    } catch (const ConnectionRefusedError&) {
        return {false, "the program has ended"};
    } catch (const Exception& e) {
        return {false, std::string("the program could not be asked: ") + e.what()};
    } catch (const std::exception&) {
        return {false, "the program's answer makes no sense"};
    }
}

}  // namespace mp::observe

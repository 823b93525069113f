// SPDX-License-Identifier: MIT
// A pipe: two ends, whole messages of bytes. Reading into an array of one's own, messages too long for it, the end.
// Mirrors "Connection Objects" of Python's multiprocessing page.
// Run: pipe_bytes [--start-method fork|spawn]
#include <array>
#include <chrono>
#include <span>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

std::string text_of(const mp::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void child(mp::Connection end) {
    say("child: ", text_of(end.recv_bytes()));
    end.send_bytes(mp::as_bytes("thank you"));
    const std::array<int, 5> numbers{0, 1, 2, 3, 4};
    end.send_bytes(std::as_bytes(std::span(numbers)));
    end.send_bytes(mp::as_bytes("--only this--"), 2, 9);  // from the third byte, nine of them
    end.send_bytes(mp::as_bytes("a message that is longer than the buffer for it"));
    end.close();
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    auto [ours, theirs] = mp::Pipe();
    mp::Process process({.target = mp::call<child>(theirs)});
    process.start();
    theirs.close();  // so that the end is seen when the child has closed its own
    say("something is there already: ", ours.poll());
    ours.send_bytes(mp::as_bytes("hello"));
    say("something comes in time: ", ours.poll(30s));
    say("parent: ", text_of(ours.recv_bytes()));

    std::array<int, 10> numbers{};
    const std::size_t size = ours.recv_bytes_into(std::as_writable_bytes(std::span(numbers)));
    say(size / sizeof(int), " numbers: ", example::list(numbers));
    say(text_of(ours.recv_bytes()));
    std::array<std::byte, 9> small{};
    try {
        (void)ours.recv_bytes_into(small);
    } catch (const mp::BufferTooShort& error) {
        say("too short, but nothing is lost: ", text_of(error.message()));
    }
    try {
        (void)ours.recv_bytes();
    } catch (const mp::EOFError&) {
        say("the end");
    }
    process.join();

    // Not duplex: the first end only receives, the second only sends.
    auto [in, out] = mp::Pipe(false);
    out.send_bytes(mp::as_bytes("one way"));
    say(text_of(in.recv_bytes()));
    try {
        in.send_bytes(mp::as_bytes("back"));
    } catch (const mp::OSError& error) {
        say(error.what());
    }
}

// SPDX-License-Identifier: MIT
#include "process/output_capture.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/poll.h"
#include "os/self.h"
#include "os/spawn.h"
#include "os/stream.h"
#include "os/thread.h"
#include "process/child.h"
#include "telemetry/writer.h"

namespace mp::process {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10;
// Lines that come one by one are taken together: a switch of threads for each would cost more than the line.
constexpr std::chrono::milliseconds pause(1);

constexpr int standard_streams[] = {os::standard_output, os::standard_error};

}  // namespace

OutputCapture::OutputCapture(OutputPipes& pipes, telemetry::ObjectId pool)
    : registry_(telemetry::Registry::instance()),
      streams_{Stream{std::move(pipes[0].read), os::copy_of_standard(os::standard_output),
                      telemetry::OutputLines(telemetry::OutputStream::out)},
               Stream{std::move(pipes[1].read), os::copy_of_standard(os::standard_error),
                      telemetry::OutputLines(telemetry::OutputStream::err)}},
      buffer_(buffer_bytes),
      taken_(buffer_bytes) {
    source_ = {.worker = registry_.self(), .pool = pool};
    for (Stream& stream : streams_) stream.socket = stream.original && os::is_socket(stream.original.get());
}

OutputCapture* OutputCapture::begin(OutputPipes pipes, telemetry::ObjectId pool) noexcept {
    try {
        flush_output();
        // It and its thread live as long as the process does.
        static OutputCapture* capture = nullptr;
        capture = new OutputCapture(pipes, pool);
        os::start_engine_thread("mp-output", [] { capture->run(); });
        for (std::size_t i = 0; i < pipes.size(); ++i) os::replace_standard(standard_streams[i], pipes[i].write);
        // A pipe is no terminal: without this a line would be told, and its last words lost, only when the buffer is
        // full.
        std::setvbuf(stdout, nullptr, _IOLBF, 0);
        return capture;
    } catch (const std::exception& e) {
        telemetry::write_log_event(telemetry::Registry::instance(), 30,
                                   std::string("its output is not taken down: ") + e.what());
        return nullptr;
    }
}

void OutputCapture::run() noexcept {
    std::array<os::Polled, 2> wait{{{streams_[0].reader.get()}, {streams_[1].reader.get()}}};
    for (;;) {
        os::wait_any(wait, os::forever_ns);
        bool much = false;
        {
            const std::lock_guard guard(mutex_);
            for (Stream& stream : streams_) much |= drain(stream);
        }
        if (!much) std::this_thread::sleep_for(pause);
    }
}

void OutputCapture::begin_task(std::uint64_t task, std::uint16_t attempt) noexcept {
    const std::lock_guard guard(mutex_);
    source_.task = task;
    source_.attempt = attempt;
}

void OutputCapture::settle() noexcept {
    flush_output();
    const std::lock_guard guard(mutex_);
    for (Stream& stream : streams_) {
        drain(stream);
        stream.lines.end_line(registry_, source_);
    }
    source_.task = 0;
    source_.attempt = 0;
}

// All that lies there now (somebody may go on writing for ever); whether that was a lot.
bool OutputCapture::drain(Stream& stream) noexcept {
    const std::size_t all = os::bytes_waiting(stream.reader);
    for (std::size_t done = 0; done < all;) {
        const auto room = std::span(buffer_).first(std::min(buffer_.size(), all - done));
        std::size_t size = peek_.peek(stream.reader, room);
        const bool looked = size > 0;
        if (!looked) size = os::take_waiting(stream.reader, room);
        if (size == 0) break;
        done += size;
        const std::span<const std::byte> bytes(buffer_.data(), size);
        write_on(stream, bytes);
        stream.lines.take(registry_, source_, bytes);
        for (std::size_t left = looked ? size : 0; left > 0;) {
            const std::size_t taken = os::take_waiting(stream.reader, std::span(taken_).first(left));
            if (taken == 0) break;
            left -= taken;
        }
    }
    return all > buffer_bytes / 4;
}

void OutputCapture::write_on(Stream& stream, std::span<const std::byte> bytes) noexcept {
    if (!stream.original) return;
    try {
        os::write_stream(stream.original.get(), stream.socket, bytes, {});
    } catch (const BrokenPipeError&) {
        // What the writer itself would have got; it may live on, and then it goes on writing to nobody.
        stream.original.reset();
        os::send_signal_to(os::process_id(), SIGPIPE);
    } catch (const std::exception& e) {
        // A full disk, a terminal that is gone: the writer would have been told by its stream.
        stream.original.reset();
        telemetry::write_log_event(registry_, 30, std::string("its output goes nowhere any more: ") + e.what());
    }
}

}  // namespace mp::process

// SPDX-License-Identifier: MIT
#include "pool/starter.h"

#include "mp/detail/codec.h"
#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/signal.h"
#include "pool/worker.h"
#include "process/child.h"
#include "process/forkserver.h"
#include "process/nursery.h"
#include "process/spawn.h"

namespace mp::pool {

// A worker's descriptors as an argument that travels to one that is no fork of the pool's owner.
class TravellingDescriptors {
public:
    explicit TravellingDescriptors(std::vector<int> numbers) : numbers_(std::move(numbers)) {}
    const std::vector<int>& numbers() const { return numbers_; }

private:
    std::vector<int> numbers_;
};

}  // namespace mp::pool

template <>
struct mp::detail::Codec<mp::pool::TravellingDescriptors> {
    static void encode(Writer& writer, const pool::TravellingDescriptors& descriptors) {
        writer.write_value(static_cast<std::uint8_t>(descriptors.numbers().size()));
        for (const int number : descriptors.numbers()) writer.attach_descriptor(number, "Pool");
    }
    static pool::TravellingDescriptors decode(Reader& reader) {
        std::vector<int> numbers(reader.read_value<std::uint8_t>());
        for (int& number : numbers) number = reader.take_descriptor("Pool");
        return pool::TravellingDescriptors(std::move(numbers));
    }
};

namespace mp::pool {

namespace {

class NurseryStarter final : public Starter {
public:
    NurseryStarter(const Target& initializer, const std::string& name)
        : initializer_(initializer), name_(name), nursery_(make()) {}

    int start(telemetry::Token token, const WorkerSetup& setup, std::span<const int> descriptors,
              process::OnExit on_exit) override {
        // A nursery that was killed took its workers along; the next one is forked from this process as it is now.
        if (!nursery_->alive()) nursery_ = make();
        detail::Writer writer;
        writer.write_value(setup);
        return nursery_->start(token, {writer.bytes(), descriptors}, std::move(on_exit)).pid;
    }
    std::size_t descriptors_per_worker() const noexcept override { return 0; }  // the nursery has them

private:
    std::unique_ptr<process::Nursery> make() const {
        return std::make_unique<process::Nursery>(
            [initializer = initializer_](process::Parcel request) {
                detail::Reader reader(request.bytes);
                const auto setup = reader.read_value<WorkerSetup>();
                return run_worker(setup, std::move(request.descriptors), initializer);
            },
            name_.empty() ? "pool" : name_);
    }

    Target initializer_;
    std::string name_;
    std::unique_ptr<process::Nursery> nursery_;
};

// What such a worker runs.
void travelled_worker(const WorkerSetup& setup, const TravellingDescriptors& descriptors, const Target& initializer) {
    os::ignore_signal(os::signal_interrupt);
    std::vector<os::Fd> owned;
    for (const int number : descriptors.numbers()) owned.emplace_back(number);
    if (const int code = run_worker(setup, std::move(owned), initializer); code != 0) process::leave(code);
}

// By spawn or by the fork server: process::spawn_worker, process::forkserver_worker.
using StartWorker = std::shared_ptr<process::Child>(telemetry::Token token, const std::string& name,
                                                    const Target& target, process::OnExit on_exit);

class ChildStarter final : public Starter {
public:
    ChildStarter(StartWorker* start_worker, const Target& initializer)
        : start_worker_(start_worker), initializer_(initializer) {
        detail::Writer writer(&probe_);
        detail::encode(writer, initializer_);  // PicklingError now, not in a worker that nobody sees
    }
    ~ChildStarter() override {
        const std::int64_t grace_ends_ns = os::monotonic_ns() + 1'000'000'000;
        for (const auto& child : children_) child->send_signal(os::signal_terminate, process::Cause::by_program);
        for (const auto& child : children_) {
            if (child->wait_until(grace_ends_ns)) continue;
            child->send_signal(os::signal_kill, process::Cause::by_program);
            child->wait_until(os::forever_ns);
        }
    }

    int start(telemetry::Token token, const WorkerSetup& setup, std::span<const int> descriptors,
              process::OnExit on_exit) override {
        const std::string name = telemetry::read_text(telemetry::Registry::instance().slot(token).name,
                                                      sizeof(telemetry::ProcessSlot::name));
        const auto target = mp::call<&travelled_worker>(
            setup, TravellingDescriptors({descriptors.begin(), descriptors.end()}), initializer_);
        std::erase_if(children_, [](const auto& child) { return child->exit().has_value(); });
        children_.push_back(start_worker_(token, name, target, std::move(on_exit)));
        return children_.back()->pid();
    }
    std::size_t descriptors_per_worker() const noexcept override { return 1; }

private:
    StartWorker* start_worker_;
    detail::ParcelContext probe_{detail::ParcelContext::Journey::start_of_process};
    Target initializer_;
    std::vector<std::shared_ptr<process::Child>> children_;
};

}  // namespace

std::string worker_name_prefix(const std::string& method) {
    return method == "spawn" ? "SpawnPoolWorker" : method == "forkserver" ? "ForkServerPoolWorker" : "ForkPoolWorker";
}

std::unique_ptr<Starter> Starter::make(const std::string& method, const Target& initializer, const std::string& name) {
    if (method == "fork") return std::make_unique<NurseryStarter>(initializer, name);
    if (method == "spawn") return std::make_unique<ChildStarter>(&process::spawn_worker, initializer);
    if (method == "forkserver") return std::make_unique<ChildStarter>(&process::forkserver_worker, initializer);
    throw ValueError("cannot find context for '" + method + "'");
}

}  // namespace mp::pool

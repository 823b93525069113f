// SPDX-License-Identifier: MIT
#include "pool/starter.h"

#include "mp/detail/codec.h"
#include "mp/exceptions.h"
#include "pool/worker.h"
#include "process/nursery.h"

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

}  // namespace

std::string worker_name_prefix(const std::string& method) {
    return method == "spawn"        ? "SpawnPoolWorker-"
           : method == "forkserver" ? "ForkServerPoolWorker-"
                                    : "ForkPoolWorker-";
}

std::unique_ptr<Starter> Starter::make(const std::string& method, const Target& initializer, const std::string& name) {
    if (method == "fork") return std::make_unique<NurseryStarter>(initializer, name);
    throw ValueError("cannot find context for '" + method + "'");
}

}  // namespace mp::pool

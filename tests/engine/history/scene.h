// SPDX-License-Identifier: MIT
#pragma once
// A recorded run whose every figure is known, for the tests of what reads it.

#include "mp/history.h"
#include "support/fake_session.h"
#include "support/temporary.h"

namespace mp::test {

// 10 s of a pool of two: worker-1 finishes a task each second (10 ms each, "resize", attempt 1), every fifth fails;
// after 5 s worker-2 dies by SIGSEGV with a task; a queue grows by 3 a second; a lock is contended from 2 s to 4 s.
struct Scene {
    std::shared_ptr<FakeProgram> program = std::make_shared<FakeProgram>("render");
    std::uint64_t pool = program->add_pool("pool-A", 2);
    std::uint64_t queue = program->add_queue("in", 64);
    std::uint64_t lock = program->add_lock("db");
    std::uint64_t semaphore = program->add_sync("slots", "Semaphore", 3, 3);
    observe::Identity worker = program->workers(pool)[0];
    observe::Identity doomed = program->workers(pool)[1];
    observe::Identity successor;
    std::int64_t start_ns = program->now_ns();
    static constexpr std::int64_t second_ns = 1'000'000'000;

    void play(history::Recorder& recorder) {
        for (int second = 0; second < 10; ++second) {
            program->advance(5ms);  // nothing happens at the very moment of a sample
            if (second == 2) {
                program->acquire(lock, doomed);
                program->acquire(lock, worker);
            }
            if (second == 4) program->release(lock);
            program->put(queue, 3);
            if (second == 5) {
                program->start_task(doomed, "train", "model=3");
                successor = program->replace(doomed, -11);
            }
            if (second != 2 && second != 3) {
                program->start_task(worker, "resize", std::to_string(second) + ".png");
                program->advance(10ms);
                const bool fails = second % 5 == 0;
                program->finish_task(worker, fails ? observe::TaskState::failed : observe::TaskState::done,
                                     fails ? "ValueError: \"bad\", input" : "None");
            } else {
                program->advance(10ms);
            }
            program->log("second " + std::to_string(second));
            program->advance(985ms);
            recorder.step();
        }
    }
};
inline constexpr std::uint64_t scene_tasks = 9;   // eight of worker-1, the lost one
inline constexpr std::uint64_t scene_failed = 3;  // seconds 0 and 5, and the lost one

inline std::int64_t record_scene(history::Database& db, Scene& scene) {
    auto session = scene.program->session();
    history::Recorder recorder(db, session, {.every = 1s, .name = "nightly", .commit = 0ms});
    scene.play(recorder);
    recorder.finish();
    return recorder.run_id();
}

}  // namespace mp::test

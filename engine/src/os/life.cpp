// SPDX-License-Identifier: MIT
#include "os/life.h"

#include <pthread.h>

#include <cerrno>

namespace mp::os {

static_assert(sizeof(pthread_mutex_t) <= 40 && alignof(pthread_mutex_t) <= 8);

namespace {
pthread_mutex_t* mutex_of(unsigned char* bytes) noexcept {
    return reinterpret_cast<pthread_mutex_t*>(bytes);
}
}  // namespace

void LifeWord::prepare() noexcept {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    dead_.store(0, std::memory_order_relaxed);
    pthread_mutex_init(mutex_of(storage_), &attributes);
    pthread_mutexattr_destroy(&attributes);
}

bool LifeWord::hold() noexcept {
    const int result = pthread_mutex_trylock(mutex_of(storage_));
    if (result == EOWNERDEAD) {
        pthread_mutex_consistent(mutex_of(storage_));
        return true;
    }
    return result == 0;
}

void LifeWord::release() noexcept {
    pthread_mutex_unlock(mutex_of(storage_));
}

// The death is kept in a word of our own. Unlocking without pthread_mutex_consistent would make it final as well, but
// glibc 2.36 then leaves the mutex locked by whoever tries it next, and the dead would seem to live again.
LifeWord::State LifeWord::look() noexcept {
    if (dead_.load(std::memory_order_acquire) != 0) return State::dead;
    switch (pthread_mutex_trylock(mutex_of(storage_))) {
        case EOWNERDEAD:
            dead_.store(1, std::memory_order_release);
            pthread_mutex_consistent(mutex_of(storage_));
            pthread_mutex_unlock(mutex_of(storage_));
            return State::dead;
        case 0:
            pthread_mutex_unlock(mutex_of(storage_));
            return dead_.load(std::memory_order_acquire) != 0 ? State::dead : State::never_held;
        default:
            return State::held;
    }
}

}  // namespace mp::os

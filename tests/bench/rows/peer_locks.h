// SPDX-License-Identifier: MIT
#pragma once
// The system's and Boost's locks in shared memory, all with the same two words. Copies name the same lock.

#include <pthread.h>
#include <semaphore.h>

#include <boost/interprocess/sync/interprocess_mutex.hpp>

#include "harness.h"

namespace bench {

class PthreadLock {
public:
    enum Kind { plain, robust, robust_recursive };

    explicit PthreadLock(Kind kind) : mutex_(shared<pthread_mutex_t>()) {
        pthread_mutexattr_t attributes;
        ::pthread_mutexattr_init(&attributes);
        ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        if (kind != plain) ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
        if (kind == robust_recursive) ::pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
        ::pthread_mutex_init(mutex_, &attributes);
        ::pthread_mutexattr_destroy(&attributes);
    }
    void acquire() const { ::pthread_mutex_lock(mutex_); }
    void release() const { ::pthread_mutex_unlock(mutex_); }
    pthread_mutex_t* native() const { return mutex_; }

private:
    pthread_mutex_t* mutex_;
};

class PthreadCondition {
public:
    PthreadCondition() : lock_(PthreadLock::plain), condition_(shared<pthread_cond_t>()) {
        pthread_condattr_t attributes;
        ::pthread_condattr_init(&attributes);
        ::pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        ::pthread_cond_init(condition_, &attributes);
        ::pthread_condattr_destroy(&attributes);
    }
    void acquire() const { lock_.acquire(); }
    void release() const { lock_.release(); }
    void wait() const { ::pthread_cond_wait(condition_, lock_.native()); }
    void notify() const { ::pthread_cond_signal(condition_); }

private:
    PthreadLock lock_;
    pthread_cond_t* condition_;
};

class SemaphoreLock {
public:
    SemaphoreLock() : semaphore_(shared<sem_t>()) { ::sem_init(semaphore_, 1, 1); }
    void acquire() const { ::sem_wait(semaphore_); }
    void release() const { ::sem_post(semaphore_); }

private:
    sem_t* semaphore_;
};

class BoostLock {
public:
    BoostLock() : mutex_(shared<boost::interprocess::interprocess_mutex>()) {}
    void acquire() const { mutex_->lock(); }
    void release() const { mutex_->unlock(); }

private:
    boost::interprocess::interprocess_mutex* mutex_;
};

}  // namespace bench

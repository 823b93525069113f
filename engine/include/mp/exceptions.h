// SPDX-License-Identifier: MIT
#pragma once
// The exceptions of the package, named as in Python. Everything derives from mp::Exception, so one handler catches
// all; those beyond Python's (WorkerLost, PeerLost, …) derive from the error that Python code would catch there.
//
//     try { pool.apply(mp::fn<f>, 1); }
//     catch (const mp::WorkerLost& e) { std::cerr << e.pid() << " ended with " << e.exitcode() << '\n'; }
//     catch (const mp::Exception& e) { std::cerr << e.type_name() << ": " << e.what() << '\n'; }
//
// Threads: exceptions are values; copying them is safe anywhere.
// Mirrors "Exceptions" of Python's multiprocessing page and the built-in exceptions that it raises.

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <vector>

namespace mp {

using Bytes = std::vector<std::byte>;

// Base of every error of the engine. type_name() is Python's name of the class ("ValueError");
// remote_traceback() is the text of the place it came from where it crossed a process, else empty.
class Exception : public std::runtime_error {
public:
    explicit Exception(const std::string& message = {}) : std::runtime_error(message) {}
    virtual const char* type_name() const noexcept { return "Exception"; }
    const std::string& remote_traceback() const noexcept { return remote_traceback_; }
    void set_remote_traceback(std::string text) { remote_traceback_ = std::move(text); }

private:
    std::string remote_traceback_;
};

std::ostream& operator<<(std::ostream& out, const Exception& error);  // its message, as Python prints it

// Declares an exception class with Python's name that adds nothing to its base.
#define MP_DECLARE_EXCEPTION(Name, Base)                                  \
    class Name : public Base {                                            \
    public:                                                               \
        using Base::Base;                                                 \
        Name() = default;                                                 \
        const char* type_name() const noexcept override { return #Name; } \
    }

MP_DECLARE_EXCEPTION(RuntimeError, Exception);
MP_DECLARE_EXCEPTION(NotImplementedError, RuntimeError);
MP_DECLARE_EXCEPTION(AssertionError, Exception);
MP_DECLARE_EXCEPTION(AttributeError, Exception);
MP_DECLARE_EXCEPTION(TypeError, Exception);
MP_DECLARE_EXCEPTION(ValueError, Exception);
MP_DECLARE_EXCEPTION(UnicodeError, ValueError);
MP_DECLARE_EXCEPTION(LookupError, Exception);
MP_DECLARE_EXCEPTION(KeyError, LookupError);
MP_DECLARE_EXCEPTION(IndexError, LookupError);
MP_DECLARE_EXCEPTION(OverflowError, Exception);
MP_DECLARE_EXCEPTION(MemoryError, Exception);
MP_DECLARE_EXCEPTION(BufferError, Exception);
MP_DECLARE_EXCEPTION(EOFError, Exception);
MP_DECLARE_EXCEPTION(StopIteration, Exception);
MP_DECLARE_EXCEPTION(KeyboardInterrupt, Exception);
MP_DECLARE_EXCEPTION(CancelledError, Exception);
MP_DECLARE_EXCEPTION(PickleError, Exception);
MP_DECLARE_EXCEPTION(PicklingError, PickleError);
MP_DECLARE_EXCEPTION(UnpicklingError, PickleError);

// A failed system call. code() is errno; what() reads "what was tried: on what: reason", as in
// "open: /run/user/0/x: Permission denied".
class OSError : public Exception {
public:
    explicit OSError(const std::string& message, int code = 0) : Exception(message), code_(code) {}
    OSError() = default;
    const char* type_name() const noexcept override { return "OSError"; }
    int code() const noexcept { return code_; }

private:
    int code_ = 0;
};
MP_DECLARE_EXCEPTION(FileExistsError, OSError);
MP_DECLARE_EXCEPTION(FileNotFoundError, OSError);
MP_DECLARE_EXCEPTION(PermissionError, OSError);
MP_DECLARE_EXCEPTION(InterruptedError, OSError);
MP_DECLARE_EXCEPTION(ProcessLookupError, OSError);
MP_DECLARE_EXCEPTION(ConnectionError, OSError);
MP_DECLARE_EXCEPTION(BrokenPipeError, ConnectionError);
MP_DECLARE_EXCEPTION(ConnectionAbortedError, ConnectionError);
MP_DECLARE_EXCEPTION(ConnectionRefusedError, ConnectionError);
MP_DECLARE_EXCEPTION(ConnectionResetError, ConnectionError);

// No room for shared memory; nothing was allocated.
MP_DECLARE_EXCEPTION(OutOfSharedMemory, OSError);
// A limit of the process (descriptors, processes) was hit; nothing was started and nothing leaks.
MP_DECLARE_EXCEPTION(ResourceExhausted, OSError);

// multiprocessing's own family.
MP_DECLARE_EXCEPTION(ProcessError, Exception);
MP_DECLARE_EXCEPTION(TimeoutError, ProcessError);
MP_DECLARE_EXCEPTION(AuthenticationError, ProcessError);

// Items of a JoinableQueue were with a process that ended before task_done(): pid() of the last one (0 where unknown).
class ConsumerLost : public ProcessError {
public:
    explicit ConsumerLost(const std::string& message, int pid = 0) : ProcessError(message), pid_(pid) {}
    const char* type_name() const noexcept override { return "ConsumerLost"; }
    int pid() const noexcept { return pid_; }

private:
    int pid_ = 0;
};

// recv_bytes_into was given too small a buffer; message() is the whole message, which is consumed.
class BufferTooShort : public ProcessError {
public:
    explicit BufferTooShort(Bytes message) : ProcessError("buffer too short"), message_(std::move(message)) {}
    explicit BufferTooShort(const std::string& text) : ProcessError(text) {}
    const char* type_name() const noexcept override { return "BufferTooShort"; }
    const Bytes& message() const noexcept { return message_; }

private:
    Bytes message_;
};

MP_DECLARE_EXCEPTION(Empty, Exception);
MP_DECLARE_EXCEPTION(Full, Exception);
MP_DECLARE_EXCEPTION(ShutDown, Exception);
MP_DECLARE_EXCEPTION(BrokenBarrierError, RuntimeError);

// The other side of a queue or pipe is gone: pid() of the dead peer (0 where unknown), torn() when it died inside a
// message, which is then dropped whole.
class PeerLost : public EOFError {
public:
    explicit PeerLost(const std::string& message, int pid = 0, bool torn = false)
        : EOFError(message), pid_(pid), torn_(torn) {}
    const char* type_name() const noexcept override { return "PeerLost"; }
    int pid() const noexcept { return pid_; }
    bool torn() const noexcept { return torn_; }

private:
    int pid_ = 0;
    bool torn_ = false;
};

// A party of a barrier died; pid() names it.
class BrokenBarrier : public BrokenBarrierError {
public:
    explicit BrokenBarrier(const std::string& message, int pid = 0) : BrokenBarrierError(message), pid_(pid) {}
    const char* type_name() const noexcept override { return "BrokenBarrier"; }
    int pid() const noexcept { return pid_; }

private:
    int pid_ = 0;
};

// A value could not be encoded, or not decoded at the other end; only the task or item it belonged to is affected.
MP_DECLARE_EXCEPTION(SerializationError, PicklingError);
MP_DECLARE_EXCEPTION(MaybeEncodingError, SerializationError);

// The worker that ran a task died. exitcode() is negative for a signal (-9), task() the task's number, first()/last()
// the half-open range of indices of a map that is lost with it (0, 0 for a single task).
class WorkerLost : public ProcessError {
public:
    explicit WorkerLost(const std::string& message, int pid = 0, int exitcode = 0, std::uint64_t task = 0,
                        std::size_t first = 0, std::size_t last = 0)
        : ProcessError(message), pid_(pid), exitcode_(exitcode), task_(task), first_(first), last_(last) {}
    const char* type_name() const noexcept override { return "WorkerLost"; }
    int pid() const noexcept { return pid_; }
    int exitcode() const noexcept { return exitcode_; }
    std::uint64_t task() const noexcept { return task_; }
    std::size_t first() const noexcept { return first_; }
    std::size_t last() const noexcept { return last_; }

private:
    int pid_ = 0;
    int exitcode_ = 0;
    std::uint64_t task_ = 0;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

// The pool cannot keep workers alive (its initializer fails again and again); everything pending fails with this.
class PoolBroken : public ProcessError {
public:
    explicit PoolBroken(const std::string& message, int exitcode = 0) : ProcessError(message), exitcode_(exitcode) {}
    const char* type_name() const noexcept override { return "PoolBroken"; }
    int exitcode() const noexcept { return exitcode_; }

private:
    int exitcode_ = 0;
};

// A manager's server is gone: pid() of its process and exitcode() where this side can know them (0 and
// unknown_exitcode otherwise). A call that it may have begun is not repeated.
class ManagerLost : public ConnectionError {
public:
    static constexpr int unknown_exitcode = -1000;

    explicit ManagerLost(const std::string& message, int code = 0, int pid = 0, int exitcode = unknown_exitcode)
        : ConnectionError(message, code), pid_(pid), exitcode_(exitcode) {}
    ManagerLost() = default;
    const char* type_name() const noexcept override { return "ManagerLost"; }
    int pid() const noexcept { return pid_; }
    int exitcode() const noexcept { return exitcode_; }

private:
    int pid_ = 0;
    int exitcode_ = unknown_exitcode;
};

MP_DECLARE_EXCEPTION(Interrupted, KeyboardInterrupt);

// An exception of a type that this program does not know: its name, its text, and the traceback where it was raised.
class RemoteError : public Exception {
public:
    explicit RemoteError(const std::string& message, std::string remote_type = {})
        : Exception(message), remote_type_(std::move(remote_type)) {}
    const char* type_name() const noexcept override { return "RemoteError"; }
    const std::string& remote_type() const noexcept { return remote_type_; }

private:
    std::string remote_type_;
};

}  // namespace mp

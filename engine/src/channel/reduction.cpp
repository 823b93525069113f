// SPDX-License-Identifier: MIT
#include "mp/reduction.h"

#include <string>

#include "channel/sharer.h"
#include "os/socket.h"

namespace mp::reduction {

namespace {

// Somebody else's descriptor as the os room wants it.
class Borrowed {
public:
    explicit Borrowed(int descriptor) : file_(descriptor) {}
    ~Borrowed() { (void)file_.release(); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    const os::Fd& get() const { return file_; }

private:
    os::Fd file_;
};

}  // namespace

void sendfds(int socket, std::span<const int> descriptors) {
    if (descriptors.size() > os::max_passed_descriptors)
        throw ValueError("send " + std::to_string(descriptors.size()) + " descriptors: at most " +
                         std::to_string(os::max_passed_descriptors) + " go at once");
    const auto count = static_cast<std::byte>(descriptors.size() % 256);  // as Python says it
    os::send_all(Borrowed(socket).get(), {&count, 1}, descriptors);
}

std::vector<int> recvfds(int socket, std::size_t count) {
    std::vector<os::Fd> files;
    std::byte said{};
    if (!os::receive_all(Borrowed(socket).get(), {&said, 1}, files))
        throw EOFError("receive a descriptor: the other end is closed");
    if (files.size() != count || said != static_cast<std::byte>(count % 256))
        throw RuntimeError("received " + std::to_string(files.size()) + " descriptors instead of " +
                           std::to_string(count));
    std::vector<int> out;
    out.reserve(count);
    for (os::Fd& file : files) out.push_back(file.release());
    return out;
}

void send_handle(const Connection& to, int descriptor, int) {
    if (!to.writable()) throw OSError("connection is read-only");
    sendfds(to.fileno(), {&descriptor, 1});
}

int recv_handle(const Connection& from) {
    if (!from.readable()) throw OSError("connection is write-only");
    return recvfds(from.fileno(), 1).front();
}

struct DupFd::State {
    os::Fd file;
};

DupFd::DupFd(int descriptor) : state_(std::make_shared<State>()) {
    state_->file = Borrowed(descriptor).get().duplicate();
}

DupFd::DupFd(Adopt, int descriptor) : state_(std::make_shared<State>()) {
    state_->file = os::Fd(descriptor);
}

int DupFd::fileno() const {
    if (!state_->file) throw ValueError("the descriptor was detached already");
    return state_->file.get();
}

int DupFd::detach() const {
    (void)fileno();
    return state_->file.release();
}

}  // namespace mp::reduction

namespace mp::detail {

void Codec<reduction::DupFd>::encode(Writer& writer, const reduction::DupFd& file) {
    if (writer.parcel() != nullptr) {
        writer.write_value(writer.parcel()->attach_descriptor(file.fileno()));
    } else {
        channel::Sharer::offer_in_bytes(writer, file.fileno());
    }
}

reduction::DupFd Codec<reduction::DupFd>::decode(Reader& reader) {
    const int descriptor = reader.parcel() != nullptr
                               ? reader.parcel()->take_descriptor(reader.read_value<std::uint32_t>())
                               : channel::Sharer::fetch_from_bytes(reader).release();
    return {reduction::DupFd::Adopt{}, descriptor};
}

}  // namespace mp::detail

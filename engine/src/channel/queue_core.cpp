// SPDX-License-Identifier: MIT
#include "mp/detail/queue_core.h"

#include <new>
#include <ostream>

#include "channel/queue_end.h"
#include "mp/exceptions.h"
#include "mp/queues.h"

namespace mp::detail {

using channel::QueueEnd;
using channel::Ring;

QueueCore::QueueCore(const QueueSpec& spec) : end_(QueueEnd::create(spec)) {}

QueueCore QueueCore::open(QueueKind kind, std::uint64_t id, int descriptor) {
    return QueueCore(QueueEnd::open(kind, id, os::Fd(descriptor)));
}

std::uint64_t QueueCore::id() const noexcept {
    return end_->ring().id();
}
std::string QueueCore::name() const {
    return end_->name();
}
int QueueCore::descriptor() const noexcept {
    return end_->ring().descriptor();
}
std::string QueueCore::repr() const {
    return end_->repr();
}
std::int64_t QueueCore::qsize() const noexcept {
    return end_->size();
}
bool QueueCore::empty() const {
    return end_->empty();
}
bool QueueCore::full() const noexcept {
    return end_->full();
}
void QueueCore::close() const noexcept {
    end_->close();
}
void QueueCore::join_thread() const {
    end_->join_thread();
}
void QueueCore::cancel_join_thread() const noexcept {
    end_->cancel_join_thread();
}
void QueueCore::task_done() const {
    end_->task_done();
}
bool QueueCore::redelivered() const noexcept {
    return end_->redelivered();
}
void QueueCore::join() const {
    end_->join();
}

// ---- places: what they hold lies in their storage, so that the public header needs none of our types

namespace {
QueueEnd::Place& place_in(std::byte* storage) {
    return *std::launder(reinterpret_cast<QueueEnd::Place*>(storage));
}
Ring::View& view_in(std::byte* storage) {
    return *std::launder(reinterpret_cast<Ring::View*>(storage));
}
}  // namespace

PutPlace::PutPlace(const QueueCore& queue, std::size_t size, Patience patience) : end_(*queue.end_), size_(size) {
    static_assert(sizeof(QueueEnd::Place) <= sizeof storage_ && alignof(QueueEnd::Place) <= 16);
    auto* place = new (storage_) QueueEnd::Place;
    try {
        end_.claim(size, patience.ns, deadline_ns_, *place);
    } catch (...) {
        place->~Place();
        throw;
    }
    data_ = place->slot.data != nullptr ? place->slot.data : place->message.data.get();
}

void PutPlace::commit() {
    QueueEnd::Place& place = place_in(storage_);
    end_.commit(place, deadline_ns_);
    place.~Place();
    committed_ = true;
}

void PutPlace::abandon() noexcept {
    QueueEnd::Place& place = place_in(storage_);
    end_.ring().abandon(place.slot);
    place.~Place();
}

GetPlace::GetPlace(const QueueCore& queue, Patience patience, bool throw_empty) : end_(*queue.end_) {
    static_assert(sizeof(Ring::View) <= sizeof storage_ && alignof(Ring::View) <= 16);
    auto* view = new (storage_) Ring::View;
    bool taken = false;
    try {
        taken = end_.take(patience.ns, *view);
        if (!taken && throw_empty) throw Empty();
    } catch (...) {
        view->~View();
        throw;
    }
    if (!taken) {
        view->~View();
        return;
    }
    data_ = view->data;
    size_ = view->size;
}

void GetPlace::done() noexcept {
    Ring::View& view = view_in(storage_);
    end_.done(view);
    view.~View();
}

void fail_size_changed() {
    throw PicklingError(
        "put into a queue: an item's serialize() wrote another number of bytes the second time than the first; it must "
        "write the same for the same value");
}

void encode_queue(Writer& writer, const QueueCore& queue, const char* type) {
    writer.attach_descriptor(queue.descriptor(), type);
    writer.write_value(queue.id());
}

QueueCore decode_queue(Reader& reader, QueueKind kind, const char* type) {
    const int descriptor = reader.take_descriptor(type);
    return QueueCore::open(kind, reader.read_value<std::uint64_t>(), descriptor);
}

}  // namespace mp::detail

namespace mp {

std::ostream& operator<<(std::ostream& out, const detail::QueueCore& queue) {
    return out << queue.repr();
}

}  // namespace mp

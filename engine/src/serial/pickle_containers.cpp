// SPDX-License-Identifier: MIT
// The writer's containers and calls, one thing at a time.
#include "serial/pickle_codes.h"
#include "serial/pickle_writer.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::ObjectAccess;

namespace {

constexpr std::size_t batch = 1000;

}  // namespace

// A step may put work on top, which moves what lies below: it saves last, and through a copied pointer.
void PickleWriter::step() {
    Work& work = work_.back();
    switch (work.what) {
        case Work::What::items:
            step_items(work);
            break;
        case Work::What::pairs:
            step_pairs(work);
            break;
        case Work::What::members:
        case Work::What::frozen:
            step_members(work);
            break;
        case Work::What::tuple:
            step_tuple(work);
            break;
        case Work::What::call:
            step_call(work);
            break;
    }
}

// CPython ends a list's last batch of one in two ways: by APPENDS in a list, by APPEND where it only iterates.
void PickleWriter::step_items(Work& work) {
    const std::size_t count = work.parts.size();
    if (work.next % batch == 0 || work.next == count) {
        if (work.next != 0) put(work.single ? code::APPEND : code::APPENDS);
        if (work.next == count) {
            work_.pop_back();
            return;
        }
        work.single = work.exact ? count == 1 : work.next + 1 == count;
        if (!work.single) put(code::MARK);
    }
    save(*work.parts[work.next++]);
}

// In a dict itself, a last batch that is full is followed by an empty one.
void PickleWriter::step_pairs(Work& work) {
    const std::size_t count = work.parts.size() / 2;
    const std::size_t at = work.next / 2;
    if (work.next % 2 == 0 && (at % batch == 0 || at == count)) {
        if (at != 0) put(work.single ? code::SETITEM : code::SETITEMS);
        if (at == count) {
            if (work.exact && at % batch == 0) {
                put(code::MARK);
                put(code::SETITEMS);
            }
            work_.pop_back();
            return;
        }
        work.single = work.exact ? count == 1 : at + 1 == count;
        if (!work.single) put(code::MARK);
    }
    save(*work.parts[work.next++]);
}

void PickleWriter::step_members(Work& work) {
    const std::size_t count = work.parts.size();
    const bool frozen = work.what == Work::What::frozen;
    if (!frozen && work.next % batch == 0) {
        if (work.next != 0) put(code::ADDITEMS);
        put(code::MARK);
    }
    if (work.next < count) {
        save(*work.parts[work.next++]);
        return;
    }
    const Object object = work.object;
    work_.pop_back();
    if (!frozen) {
        put(code::ADDITEMS);
    } else if (memo_.contains(ObjectAccess::node(object))) {  // it holds itself: written on the way
        put(code::POP_MARK);
        recall(object);
    } else {
        put(code::FROZENSET);
        remember(object);
    }
}

void PickleWriter::step_tuple(Work& work) {
    const std::size_t count = work.parts.size();
    if (work.next < count) {
        save(*work.parts[work.next++]);
        return;
    }
    const Object object = work.object;
    work_.pop_back();
    if (memo_.contains(ObjectAccess::node(object))) {  // it holds itself: written on the way
        if (count > 3) {
            put(code::POP_MARK);
        } else {
            for (std::size_t i = 0; i < count; ++i) put(code::POP);
        }
        recall(object);
        return;
    }
    put(count > 3 ? code::TUPLE : static_cast<unsigned char>(code::TUPLE1 + count - 1));
    remember(object);
}

void PickleWriter::step_call(Work& work) {
    using Made = InstanceNode::Made;
    InstanceNode& instance = *work.instance;
    switch (work.stage++) {
        case 0:
            save(instance.callable);
            return;
        case 1:
            save(instance.args);
            return;
        case 2:
            if (instance.made == Made::newobj_ex) save(instance.kwargs);
            return;
        case 3:
            if (instance.made == Made::newobj_ex && protocol_ < 4)
                throw PicklingError("an instance made with keyword arguments needs pickle protocol 4");
            put(instance.made == Made::reduce   ? code::REDUCE
                : instance.made == Made::newobj ? code::NEWOBJ
                                                : code::NEWOBJ_EX);
            if (memo_.contains(ObjectAccess::node(work.object))) {  // it holds itself: written on the way
                const Object object = work.object;
                work_.pop_back();
                put(code::POP);
                recall(object);
            } else {
                remember(work.object);
            }
            return;
        case 4:
            if (!instance.appended.empty())
                work_.push_back({.what = Work::What::items,
                                 .object = work.object,
                                 .parts = pointers(instance.appended),
                                 .exact = false});
            return;
        case 5: {
            if (instance.entries.empty()) return;
            std::vector<const Object*> parts;
            for (const auto& [key, value] : instance.entries) {
                parts.push_back(&key);
                parts.push_back(&value);
            }
            work_.push_back(
                {.what = Work::What::pairs, .object = work.object, .parts = std::move(parts), .exact = false});
            return;
        }
        case 6:
            if (instance.has_state) save(instance.state);
            return;
        default:
            if (instance.has_state) put(code::BUILD);
            work_.pop_back();
            return;
    }
}

}  // namespace mp::serial

// SPDX-License-Identifier: MIT
#include "manager/registry.h"

#include <mutex>
#include <sstream>

#include "mp/managers.h"

namespace mp::manager {

namespace {

struct Shared {
    std::mutex mutex;
    Registry registry;
};
Shared& shared() {
    static auto* const own = new Shared;
    return *own;
}

}  // namespace

Registry Registry::copy() {
    const std::lock_guard guard(shared().mutex);
    return shared().registry;
}

namespace {

void not_here(const std::string& type_id) {
    managers::detail::add_type(type_id, [type_id](const managers::detail::Arguments&) -> managers::detail::Shared {
        throw PicklingError("'" + type_id +
                            "' was registered with a callable of its own, which a server that is spawned cannot have: "
                            "name the function with mp::fn<function>, or start the manager with fork");
    });
}

}  // namespace

std::vector<Target> Registry::portable_steps() const {
    std::vector<Target> out;
    for (const Step& step : steps)
        out.push_back(step.run.portable() ? step.run : Target(mp::call<&not_here>(step.type_id)));
    return out;
}

}  // namespace mp::manager

namespace mp::managers {

using manager::shared;

namespace detail {

namespace {

manager::TypeEntry& entry(const std::string& type_id) {
    return shared().registry.types[type_id];
}

}  // namespace

void take_step(Target step, const std::string& type_id) {
    step();
    const std::lock_guard guard(shared().mutex);
    shared().registry.steps.push_back({std::move(step), type_id});
}

void add_type(const std::string& type_id, Factory factory) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id) = {};
    entry(type_id).make = std::move(factory);
}
void add_method(const std::string& type_id, const std::string& name, Method method) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id).methods[name] = std::move(method);
}
void add_exposed(const std::string& type_id, const std::vector<std::string>& names) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id).exposed = names;
}
void add_returns(const std::string& type_id, const std::string& method, const std::string& result) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id).returns[method] = result;
}
void set_create_method(const std::string& type_id, bool on) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id).create_method = on;
}
void set_concurrent(const std::string& type_id) {
    const std::lock_guard guard(shared().mutex);
    entry(type_id).concurrent = true;
}
void add_function(const std::string& name, Call<Bytes> (*bind)(Object)) {
    const std::lock_guard guard(shared().mutex);
    shared().registry.functions[name] = bind;
}

std::string print_to_text(const std::function<void(std::ostream&)>& print) {
    std::ostringstream out;
    print(out);
    return out.str();
}

void Arguments::expect(std::size_t least, std::size_t most) const {
    if (!keywords.empty())
        throw TypeError(function + "() got an unexpected keyword argument '" + keywords.front().first + "'");
    const std::size_t given = positional.size();
    if (given >= least && given <= most) return;
    const std::size_t wanted = given < least ? least : most;
    throw TypeError(function + "() takes " + std::to_string(wanted) + " positional argument" +
                    (wanted == 1 ? "" : "s") + " but " + std::to_string(given) + (given == 1 ? " was" : " were") +
                    " given");
}

namespace {

void name_step(const std::string& type_id) {
    add_type(type_id, {});
}
void functions_step(const std::string& type_id) {
    add_type(type_id, [](const Arguments& given) {
        given.expect(0, 0);
        Shared out;
        out.object = std::make_shared<char>();  // an identity; the functions need nothing
        out.type = "functions";
        return out;
    });
}

}  // namespace
}  // namespace detail

void BaseManager::register_name(const std::string& type_id) {
    detail::take_step(mp::call<&detail::name_step>(type_id));
}

TypeRegistration<void> BaseManager::register_functions(const std::string& type_id) {
    detail::take_step(mp::call<&detail::functions_step>(type_id));
    return TypeRegistration<void>(type_id);
}

}  // namespace mp::managers

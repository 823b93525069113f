// SPDX-License-Identifier: MIT
// Exceptions between the two languages: mp's and the standard library's as Python's, and back.
#include <filesystem>
#include <future>
#include <new>
#include <stdexcept>
#include <system_error>
#include <variant>

#include "mp/detail/exception_codec.h"
#include "mp/object.h"
#include "serial/object_node.h"
#include "serial/python_names.h"

namespace mp {

using Kind = Object::Kind;

namespace {

using Make = std::exception_ptr (*)(const std::string& text);

template <class E>
std::exception_ptr make(const std::string& text) {
    return std::make_exception_ptr(E(text));
}

struct Mirror {
    std::string_view name;
    Make make;
    std::string_view module = "builtins";
};

// Python's name, ours, and where Python has it. The first one of a name is the one that is sent.
constexpr Mirror mirrors[] = {
    {"RuntimeError", make<RuntimeError>},
    {"RecursionError", make<RuntimeError>},
    {"NotImplementedError", make<NotImplementedError>},
    {"AssertionError", make<AssertionError>},
    {"AttributeError", make<AttributeError>},
    {"TypeError", make<TypeError>},
    {"ValueError", make<ValueError>},
    {"UnicodeError", make<UnicodeError>},
    {"LookupError", make<LookupError>},
    {"KeyError", make<KeyError>},
    {"IndexError", make<IndexError>},
    {"OverflowError", make<OverflowError>},
    {"MemoryError", make<MemoryError>},
    {"BufferError", make<BufferError>},
    {"EOFError", make<EOFError>},
    {"StopIteration", make<StopIteration>},
    {"KeyboardInterrupt", make<KeyboardInterrupt>},
    {"Exception", make<Exception>},
    {"CancelledError", make<CancelledError>, "concurrent.futures._base"},
    {"PickleError", make<PickleError>, "_pickle"},
    {"PicklingError", make<PicklingError>, "_pickle"},
    {"UnpicklingError", make<UnpicklingError>, "_pickle"},
    {"ProcessError", make<ProcessError>, "multiprocessing.context"},
    {"TimeoutError", make<TimeoutError>, "multiprocessing.context"},
    {"AuthenticationError", make<AuthenticationError>, "multiprocessing.context"},
    {"Empty", make<Empty>, "queue"},
    {"Full", make<Full>, "queue"},
    {"ShutDown", make<ShutDown>, "queue"},
    {"BrokenBarrierError", make<BrokenBarrierError>, "threading"},
};

template <class E>
std::exception_ptr make_system(const std::string& text, int code) {
    return std::make_exception_ptr(E(text, code));
}

struct SystemMirror {
    std::string_view name;
    std::exception_ptr (*make)(const std::string& text, int code);
};
constexpr SystemMirror system_mirrors[] = {
    {"OSError", make_system<OSError>},
    {"FileExistsError", make_system<FileExistsError>},
    {"FileNotFoundError", make_system<FileNotFoundError>},
    {"PermissionError", make_system<PermissionError>},
    {"InterruptedError", make_system<InterruptedError>},
    {"ProcessLookupError", make_system<ProcessLookupError>},
    {"ConnectionError", make_system<ConnectionError>},
    {"BrokenPipeError", make_system<BrokenPipeError>},
    {"ConnectionAbortedError", make_system<ConnectionAbortedError>},
    {"ConnectionRefusedError", make_system<ConnectionRefusedError>},
    {"ConnectionResetError", make_system<ConnectionResetError>},
};

const Mirror* find_mirror(std::string_view name) {
    for (const Mirror& mirror : mirrors)
        if (mirror.name == name) return &mirror;
    return nullptr;
}

Object simple(std::string_view name, const std::string& text) {
    const Mirror* mirror = find_mirror(name);
    std::vector<Object> args;
    if (!text.empty()) args.push_back(detail::make_path(text));  // what() need not be UTF-8
    return Object::exception(name, std::move(args), mirror != nullptr ? mirror->module : "builtins");
}

Object system_error(std::string_view name, int code, const std::string& text) {
    if (code == 0) return simple(name, text);
    return Object::exception(name, {code, detail::make_path(text)});
}

// One of ours; those beyond Python's as what Python code would catch there.
Object of_ours(const Exception& error) {
    const std::string_view name = error.type_name();
    const std::string text = error.what();
    if (const auto* remote = dynamic_cast<const RemoteError*>(&error)) {
        // A class that C++ has not, and Python has, is that class again.
        if (serial::is_exception("builtins", remote->remote_type())) return simple(remote->remote_type(), text);
        return simple("RuntimeError", remote->remote_type() + ": " + text);
    }
    if (const auto* system = dynamic_cast<const OSError*>(&error)) {
        for (const SystemMirror& mirror : system_mirrors)
            if (mirror.name == name) return system_error(name, system->code(), text);
        const bool connection = dynamic_cast<const ConnectionError*>(&error) != nullptr;
        return system_error(connection ? "ConnectionError" : "OSError", system->code(), text);
    }
    if (const auto* small = dynamic_cast<const BufferTooShort*>(&error)) {
        const Bytes& message = small->message();
        return Object::exception("BufferTooShort",
                                 {Object::bytes({reinterpret_cast<const char*>(message.data()), message.size()})},
                                 "multiprocessing.context");
    }
    if (find_mirror(name) != nullptr) return simple(name, text);
    const auto is = [&error]<class E>(const E*) { return dynamic_cast<const E*>(&error) != nullptr; };
    if (is(static_cast<const EOFError*>(nullptr))) return simple("EOFError", text);
    if (is(static_cast<const PicklingError*>(nullptr))) return simple("PicklingError", text);
    if (is(static_cast<const BrokenBarrierError*>(nullptr))) return simple("BrokenBarrierError", text);
    if (is(static_cast<const ProcessError*>(nullptr))) return simple("ProcessError", text);
    if (is(static_cast<const KeyboardInterrupt*>(nullptr))) return simple("KeyboardInterrupt", text);
    return simple("RuntimeError", text);
}

}  // namespace

Object exception_object(const std::exception_ptr& error) {
    if (!error) throw ValueError("there is no exception to make an object of");
    try {
        std::rethrow_exception(error);
    } catch (const Exception& ours) {
        return of_ours(ours);
    } catch (const std::bad_alloc&) {
        return simple("MemoryError", "");
    } catch (const std::out_of_range& e) {
        return simple("IndexError", e.what());
    } catch (const std::overflow_error& e) {
        return simple("OverflowError", e.what());
    } catch (const std::logic_error& e) {
        const bool value = dynamic_cast<const std::invalid_argument*>(&e) != nullptr ||
                           dynamic_cast<const std::domain_error*>(&e) != nullptr ||
                           dynamic_cast<const std::length_error*>(&e) != nullptr;
        return simple(value ? "ValueError" : "RuntimeError", e.what());
    } catch (const std::bad_cast& e) {
        return simple("TypeError", e.what());
    } catch (const std::filesystem::filesystem_error& e) {
        return system_error(e.code() == std::errc::no_such_file_or_directory ? "FileNotFoundError" : "OSError",
                            e.code().value(), e.what());
    } catch (const std::system_error& e) {
        return system_error("OSError", e.code().value(), e.what());
    } catch (...) {
        const auto text = detail::describe_exception(error);
        return simple("RuntimeError", text.type.empty() ? text.message : text.type + ": " + text.message);
    }
}

namespace detail {

std::exception_ptr take_exception(const Object& object) {
    if (object.kind() != Kind::exception) return nullptr;
    const std::string name = object.type_name();
    const Object args = object.args();
    const bool has_args = args.kind() == Kind::tuple && args.size() > 0;
    for (const SystemMirror& mirror : system_mirrors) {
        if (mirror.name != name) continue;
        const bool has_code = has_args && args.size() >= 2 && take_integer(args[0]).has_value();
        const std::int64_t code = has_code ? *take_integer(args[0]) : 0;
        // One of ours says it all in its text already.
        const std::string text = has_code && args.size() == 2 && args[1].kind() == Kind::str &&
                                         args[1].text().find(": ") != std::string_view::npos
                                     ? std::string(args[1].text())
                                     : str(object);
        return mirror.make(text, static_cast<int>(code));
    }
    if (name == "BufferTooShort" && has_args && args[0].kind() == Kind::bytes)
        return std::make_exception_ptr(BufferTooShort(args[0].as<Bytes>()));
    const Mirror* mirror = find_mirror(name);
    // A TimeoutError of Python's own is one of the system; so is anything else of that name elsewhere.
    if (mirror != nullptr) return mirror->make(str(object));
    return std::make_exception_ptr(RemoteError(str(object), name));
}

}  // namespace detail

void Object::raise() const {
    const auto error = detail::take_exception(*this);
    if (!error) throw TypeError("exceptions must derive from BaseException, not " + type_name());
    std::rethrow_exception(error);
}

}  // namespace mp

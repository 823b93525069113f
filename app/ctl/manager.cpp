// SPDX-License-Identifier: MIT
// manager: looks into any manager, C++'s or Python's, by its address and key alone.
#include "mp/managers.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "address.h"
#include "exit_codes.h"
#include "mp/agent.h"
#include "mp/command.h"
#include "object_words.h"
#include "table.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::Object;
using mp::managers::BaseManager;

struct ManagerWords {
    std::string address;
    std::string key_file;
    std::string id;
    std::string method;
    std::vector<std::string> words;
    std::string every = "1s";
    std::string wait;
    int times = 0;
    bool json = false;
};

BaseManager open(const ManagerWords& options) {
    BaseManager manager(
        {.address = parse_address(options.address), .authkey = mp::observe::read_key_file(options.key_file)});
    reaching("no manager at " + options.address, [&] { manager.connect(); });
    return manager;
}

// The one object whose name begins so.
mp::managers::ObjectInfo find(const BaseManager& manager, const std::string& id) {
    std::vector<mp::managers::ObjectInfo> found;
    for (auto& one : manager.objects())
        if (one.id.starts_with(id)) found.push_back(std::move(one));
    if (found.empty()) throw mp::KeyError("the manager has no object '" + id + "'; see 'lifeguardctl manager ls'");
    if (found.size() > 1) throw mp::ValueError("'" + id + "' is the beginning of several names: give more of it");
    return found.front();
}

void print(const Object& value, bool json) {
    if (json) {
        std::cout << to_json(value).dump(2) << '\n';
    } else {
        std::cout << mp::repr(value) << '\n';
    }
}

std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

// What the object answers. An error of its own is the manager's word, whatever its kind.
Object ask(const BaseManager& manager, const mp::managers::ObjectInfo& object, const std::string& method,
           std::vector<Object> arguments) {
    try {
        return manager.call(object.id, method, std::move(arguments));
    } catch (const mp::ConnectionError&) {
        throw;
    } catch (const mp::Empty&) {
        throw;
    } catch (const mp::RemoteError& error) {
        const auto methods = manager.methods_of(object.id);
        if (std::find(methods.begin(), methods.end(), method) == methods.end())
            throw mp::RuntimeError("this " + object.kind + " has no method '" + method +
                                   "'; 'lifeguardctl manager show' lists them");
        throw mp::RuntimeError("the manager says: " +
                               last_line(error.remote_traceback().empty() ? error.what() : error.remote_traceback()));
    } catch (const mp::Exception& error) {
        throw mp::RuntimeError(std::string("the manager says: ") + error.type_name() + ": " + error.what());
    }
}

int list(const ManagerWords& options) {
    const auto objects = open(options).objects();
    if (options.json) {
        nlohmann::json out = nlohmann::json::array();
        for (const auto& one : objects)
            out.push_back({{"id", one.id}, {"kind", one.kind}, {"references", one.refcount}, {"text", one.text}});
        std::cout << out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
        return ok;
    }
    if (objects.empty()) {
        std::cout << "The manager holds nothing.\n";
        return ok;
    }
    Table table({{"Object"}, {"Kind"}, {"References", mp::columns::Align::right}, {"Value"}});
    for (const auto& one : objects) table.add({one.id, one.kind, std::to_string(one.refcount), one.text});
    table.print(std::cout, mp::is_terminal(1) ? mp::terminal_columns(1) : 0);
    return ok;
}

int show(const ManagerWords& options) {
    const BaseManager manager = open(options);
    const auto object = find(manager, options.id);
    const std::string text = text_of(ask(manager, object, "__repr__", {}));
    const auto methods = manager.methods_of(object.id);
    if (options.json) {
        std::cout << nlohmann::json({{"id", object.id},
                                     {"kind", object.kind},
                                     {"references", object.refcount},
                                     {"text", text},
                                     {"methods", methods}})
                         .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                  << '\n';
        return ok;
    }
    std::cout << text << '\n'
              << object.kind << ", " << object.refcount
              << (object.refcount == 1 ? " reference; methods:" : " references; methods:");
    for (const std::string& name : methods) std::cout << ' ' << name;
    std::cout << '\n';
    return ok;
}

int call(const ManagerWords& options, const std::string& method) {
    const BaseManager manager = open(options);
    const auto object = find(manager, options.id);
    std::vector<Object> arguments;
    for (const std::string& word : options.words) arguments.push_back(parse_object(word));
    if (method == "get" && !options.wait.empty())
        arguments = {true, parse_seconds(options.wait)};
    else if (method == "get" && arguments.empty() && object.kind == "Queue")
        arguments = {false};
    print(ask(manager, object, method, std::move(arguments)), options.json);
    return ok;
}

int watch(const ManagerWords& options) {
    const auto pause = std::chrono::duration<double>(parse_seconds(options.every));
    const BaseManager manager = open(options);
    const auto object = find(manager, options.id);
    std::string last;
    for (int i = 0; options.times == 0 || i < options.times; ++i) {
        if (i > 0) std::this_thread::sleep_for(pause);
        const std::string text = text_of(ask(manager, object, "__repr__", {}));
        if (text == last && i > 0) continue;
        last = text;
        if (options.json) {
            std::cout << nlohmann::json({{"id", object.id}, {"text", text}})
                             .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        } else {
            std::cout << text;
        }
        std::cout << std::endl;
        if (!std::cout) break;
    }
    return ok;
}

// A manager that cannot be reached, or says no, is its own exit status.
int reached(const std::function<int()>& run) {
    try {
        return run();
    } catch (const mp::AuthenticationError&) {
        return fail(no_permission, "the manager refused the key");
    } catch (const mp::ConnectionError& error) {
        return fail(unavailable, error.what());
    } catch (const mp::TimeoutError& error) {
        return fail(unavailable, error.what());
    } catch (const mp::Empty&) {
        return fail(unavailable, "the queue is empty");
    }
}

}  // namespace

void add_manager(CLI::App& app, Action& action) {
    auto options = std::make_shared<ManagerWords>();
    CLI::App* verb = app.add_subcommand("manager", "Look into a manager of C++ or Python, and call its objects");
    verb->require_subcommand(1);
    const auto add = [&](const char* name, const char* about, bool object, std::function<int()> run) {
        CLI::App* sub = verb->add_subcommand(name, about);
        sub->add_option("address", options->address, "host:port, a path, or @name for an abstract one")->required();
        sub->add_option("--authkey-file", options->key_file, "A file with the manager's key, readable by you alone")
            ->required();
        if (object) sub->add_option("object", options->id, "Its name, or the beginning of it")->required();
        sub->add_flag("--json", options->json, "Print JSON");
        sub->callback([run = std::move(run), &action] { action = [run] { return reached(run); }; });
        return sub;
    };
    add("ls", "List its objects", false, [options] { return list(*options); });
    add("show", "One object and its methods", true, [options] { return show(*options); });
    CLI::App* calls = add("call", "Call a method", true, [options] { return call(*options, options->method); });
    calls->add_option("method", options->method, "Which")->required();
    // CLI11 splits what looks like [1, 2] when it is one of several words, so these are the words that it leaves.
    calls->allow_extras();
    calls->footer("Words after the method are its arguments: JSON, or None, True and False; other words are text.");
    calls->parse_complete_callback([calls, options] {
        options->words = calls->remaining();
        for (const std::string& word : options->words)
            if (word.starts_with("--")) throw CLI::ExtrasError({word});
    });
    CLI::App* puts = add("put", "Put an item into a queue", true, [options] { return call(*options, "put"); });
    puts->add_option("item", options->words, "JSON, or None, True and False; other words are text")
        ->required()
        ->expected(1)
        ->allow_extra_args(false);
    CLI::App* gets = add("get", "Take an item from a queue, or the value of a Value", true,
                         [options] { return call(*options, "get"); });
    gets->add_option("--wait", options->wait, "How long to wait for an item; without it not at all");
    CLI::App* watches =
        add("watch", "Print an object each time it has changed", true, [options] { return watch(*options); });
    watches->add_option("--every", options->every, "How often to look")->capture_default_str();
    watches->add_option("--times", options->times, "How often at most; 0 for ever")
        ->capture_default_str()
        ->check(CLI::Range(0, no_limit));
}

}  // namespace ctl

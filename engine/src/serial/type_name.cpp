// SPDX-License-Identifier: MIT
// Cuts names out of the compiler's signatures ("... [with T = app::Image; ...]").
#include "mp/detail/type_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace mp::detail {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

// gcc: "[with T = X; std::string_view = ...]", clang: "[T = X]".
std::string_view argument_of(std::string_view signature) {
    const std::size_t bracket = signature.rfind('[') == std::string_view::npos ? 0 : signature.find(" [");
    const std::size_t equals = signature.find(" = ", bracket);
    if (equals == std::string_view::npos) return signature;
    signature.remove_prefix(equals + 3);
    const std::size_t end = signature.rfind("; std::string_view = ");
    if (end != std::string_view::npos) return signature.substr(0, end);
    return signature.substr(0, signature.rfind(']'));
}

// gcc numbers the parameters of a generic lambda over the whole file: "auto:48".
void drop_auto_numbers(std::string& name) {
    constexpr std::string_view numbered = "auto:";
    for (std::size_t at = name.find(numbered); at != std::string::npos; at = name.find(numbered, at + 1)) {
        const std::size_t colon = at + numbered.size() - 1;
        const std::size_t end = name.find_first_not_of("0123456789", colon + 1);
        name.erase(colon, end == std::string::npos ? end : end - colon);
    }
}

void tidy(std::string& name) {
    replace_all(name, "__cxx11::", "");
    replace_all(name, "[abi:cxx11]", "");
    replace_all(name, "std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string");
    replace_all(name, "std::basic_string<char>", "std::string");
    replace_all(name, "{anonymous}::", "");
    replace_all(name, "(anonymous namespace)::", "");
    replace_all(name, " >", ">");
    drop_auto_numbers(name);
}

}  // namespace

std::string tidy_type_name(std::string_view pretty_function) {
    std::string name(argument_of(pretty_function));
    tidy(name);
    return name;
}

std::string tidy_function_name(std::string_view pretty_function) {
    std::string name(argument_of(pretty_function));
    tidy(name);
    // gcc's closure: "<lambda closure object>main()::<lambda(int)>()"
    constexpr std::string_view closure = "<lambda closure object>";
    if (name.starts_with(closure)) {
        const std::size_t at = name.rfind("<lambda(");
        const std::size_t end = name.rfind(">()");
        std::string place = name.substr(closure.size(), at - closure.size());
        if (place.ends_with("::")) place.resize(place.size() - 2);
        if (const std::size_t parameters = place.find('('); parameters != std::string::npos) place.resize(parameters);
        name = name.substr(at + 1, end - at - 1) + (place.empty() ? "" : " in " + place);
    }
    if (name.starts_with('&')) name.erase(0, 1);
    return name;
}

std::string type_name_of(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                      std::free);
    std::string name = status == 0 && text ? text.get() : type.name();
    tidy(name);
    return name;
}

}  // namespace mp::detail

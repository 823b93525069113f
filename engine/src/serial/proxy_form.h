// SPDX-License-Identifier: MIT
#pragma once
// A manager's proxy as it stands in a pickle: RebuildProxy(func, Token, serializer, kwds).

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mp/object.h"

namespace mp::detail {
struct Held;
}

namespace mp::serial {

struct ProxyForm {
    std::string func;  // "DictProxy", "AutoProxy", or a class of somebody's own
    std::string module = "multiprocessing.managers";
    std::string type;  // the typeid
    Object address;    // str, (str, int), bytes
    std::string id;
    std::vector<std::string> exposed{};  // of an AutoProxy
};

Object token_object(const std::string& type, const Object& address, const std::string& id);
Object proxy_object(const ProxyForm& form, std::shared_ptr<detail::Held> held);
// nullopt for whatever does not look like one.
std::optional<ProxyForm> read_token(const Object& object);
std::optional<ProxyForm> read_proxy(const Object& object);
// As Python calls it: "DictProxy", "AutoProxy[Queue]".
std::string proxy_class(const ProxyForm& form);
std::shared_ptr<detail::Held> held_by(const Object& proxy) noexcept;

// str() of a proxy asks its manager, which this room does not know: who does says how. It must not throw.
using ProxyText = std::string (*)(const Object& proxy);
void show_proxies_with(ProxyText text) noexcept;
// What a proxy stands for; nullopt for what is none.
std::optional<std::string> proxy_text(const Object& object);

// Gives every proxy inside a message that has just been read what adopt returns for it, to be held for as long as that
// proxy lives. Costs a search of the message's bytes where there is none.
void adopt_proxies(const Object& root, std::span<const std::byte> message,
                   const std::function<std::shared_ptr<detail::Held>(const ProxyForm&)>& adopt);

}  // namespace mp::serial

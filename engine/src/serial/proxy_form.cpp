// SPDX-License-Identifier: MIT
#include "serial/proxy_form.h"

#include <atomic>
#include <string_view>
#include <unordered_set>

#include "serial/object_node.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::node_of;
using Kind = Object::Kind;

namespace {

constexpr std::string_view managers = "multiprocessing.managers";
constexpr std::string_view rebuild = "RebuildProxy";
constinit std::atomic<ProxyText> text_of_proxy{nullptr};

bool is_called(const Object& object, std::string_view name) {
    if (object.kind() != Kind::instance) return false;
    const auto [module, what] = detail::callable_name(node_of<InstanceNode>(object));
    return module == managers && what == name;
}

}  // namespace

Object token_object(const std::string& type, const Object& address, const std::string& id) {
    Object out = Object::instance(managers, "Token", {}, Object::tuple({type, address, id}));
    node_of<InstanceNode>(out).made = InstanceNode::Made::newobj;
    return out;
}

Object proxy_object(const ProxyForm& form, std::shared_ptr<detail::Held> held) {
    Object kwds = Object::dict();
    if (form.func == "AutoProxy") {
        std::vector<Object> names(form.exposed.begin(), form.exposed.end());
        kwds.set_item("exposed", Object::tuple(std::move(names)));
    }
    Object out = Object::instance(
        managers, rebuild,
        {Object::global(form.module, form.func), token_object(form.type, form.address, form.id), "pickle", kwds});
    node_of<InstanceNode>(out).held = std::move(held);
    return out;
}

std::optional<ProxyForm> read_token(const Object& object) {
    if (!is_called(object, "Token")) return std::nullopt;
    const Object state = object.state();
    if (state.kind() != Kind::tuple || state.size() != 3) return std::nullopt;
    const auto fields = state.items();
    if (fields[2].kind() != Kind::str) return std::nullopt;
    ProxyForm out;
    out.type = fields[0].kind() == Kind::str ? std::string(fields[0].text()) : std::string();
    out.address = fields[1];
    out.id = fields[2].text();
    return out;
}

std::optional<ProxyForm> read_proxy(const Object& object) {
    if (!is_called(object, rebuild)) return std::nullopt;
    const Object args = object.args();
    if (args.kind() != Kind::tuple || args.size() != 4) return std::nullopt;
    const auto parts = args.items();
    auto out = read_token(parts[1]);
    if (!out) return std::nullopt;
    if (parts[0].kind() == Kind::global) {
        out->module = parts[0].module();
        out->func = node_of<detail::GlobalNode>(parts[0]).name.text();
    } else {
        out->func = "BaseProxy";
    }
    if (parts[3].kind() == Kind::dict && parts[3].contains("exposed")) {
        const Object names = parts[3]["exposed"];
        if (names.kind() == Kind::tuple || names.kind() == Kind::list)
            for (const Object& name : names.items())
                if (name.kind() == Kind::str) out->exposed.emplace_back(name.text());
    }
    return out;
}

std::string proxy_class(const ProxyForm& form) {
    return form.func == "AutoProxy" ? "AutoProxy[" + form.type + "]" : form.func;
}

std::shared_ptr<detail::Held> held_by(const Object& proxy) noexcept {
    return proxy.kind() == Kind::instance ? node_of<InstanceNode>(proxy).held : nullptr;
}

void show_proxies_with(ProxyText text) noexcept {
    text_of_proxy.store(text, std::memory_order_relaxed);
}

std::optional<std::string> proxy_text(const Object& object) {
    const ProxyText text = text_of_proxy.load(std::memory_order_relaxed);
    if (text == nullptr || !read_proxy(object)) return std::nullopt;
    return text(object);
}

void adopt_proxies(const Object& root, std::span<const std::byte> message,
                   const std::function<std::shared_ptr<detail::Held>(const ProxyForm&)>& adopt) {
    const std::string_view bytes(reinterpret_cast<const char*>(message.data()), message.size());
    if (bytes.find(rebuild) == std::string_view::npos) return;
    std::vector<detail::ObjectNode*> left;
    std::unordered_set<detail::ObjectNode*> seen;
    // A proxy is looked at through an Object; the nodes are walked as they are.
    const auto look = [&](const Object& object) {
        detail::ObjectNode* node = detail::ObjectAccess::node(object);
        if (node == nullptr || !seen.insert(node).second) return;
        if (auto form = read_proxy(object)) {
            static_cast<InstanceNode*>(node)->held = adopt(*form);
        } else {
            left.push_back(node);
        }
    };
    look(root);
    while (!left.empty()) {
        detail::ObjectNode* node = left.back();
        left.pop_back();
        detail::each_child(*node, look);
    }
}

}  // namespace mp::serial

// SPDX-License-Identifier: MIT
#pragma once
// A client's counted reference to one object of a manager: what proxies share.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "manager/link.h"
#include "mp/detail/proxies.h"
#include "serial/object_node.h"
#include "serial/proxy_form.h"

namespace mp::managers::detail {

struct ProxyReference : mp::detail::Held {
    // counted: the server has counted this one already.
    ProxyReference(std::shared_ptr<manager::Link> to, serial::ProxyForm form, bool counted);
    ~ProxyReference() override;
    // In a forked child the reference is counted again, for it, at its first use.
    void own();

    std::shared_ptr<manager::Link> link;
    serial::ProxyForm form;
    Token token;
    std::mutex mutex;
    std::atomic<std::uint32_t> owner;  // which process of those that forked each other (os::forks)
};

struct ProxyAccess {
    static const std::shared_ptr<ProxyReference>& reference(const BaseProxy& proxy) { return proxy.reference_; }
    static void set(BaseProxy& proxy, std::shared_ptr<ProxyReference> reference) {
        proxy.reference_ = std::move(reference);
    }
};

// The proxy class that Python has for a typeid; "AutoProxy" for those that it makes up.
std::string proxy_class_of(const std::string& type_id);

}  // namespace mp::managers::detail

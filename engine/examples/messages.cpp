// SPDX-License-Identifier: MIT
// Messages of one's own types: a plain struct travels as it is, a class says what it is made of.
// Mirrors passing objects through a Queue, as tutorials of multiprocessing show it.
// Run: messages [--start-method fork|spawn]
#include <map>
#include <optional>
#include <variant>

#include "example.h"

namespace {

// No line of code is needed for an aggregate.
struct Order {
    std::string customer;
    std::map<std::string, int> items;
    std::optional<std::string> note;
};

class Receipt {
public:
    Receipt() = default;
    Receipt(std::string customer, int total) : customer_(std::move(customer)), total_(total) {}
    std::string text() const { return customer_ + " pays " + std::to_string(total_); }

    template <class Ar>
    void serialize(Ar& ar) {
        ar(customer_, total_);
    }

private:
    std::string customer_;
    int total_ = 0;
};

struct Closed {};
using Message = std::variant<Order, Closed>;

void till(mp::Queue<Message> messages, mp::Queue<Receipt> receipts) {
    for (Message message = messages.get(); !std::holds_alternative<Closed>(message); message = messages.get()) {
        const Order& order = std::get<Order>(message);
        int total = 0;
        for (const auto& [item, price] : order.items) total += price;
        if (order.note) example::say("till: ", order.customer, " says '", *order.note, "'");
        receipts.put(Receipt(order.customer, total));
    }
    example::say("till: closed");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Queue<Message> messages;
    const mp::Queue<Receipt> receipts;
    mp::Process process({.target = mp::call<till>(messages, receipts)});
    process.start();
    messages.put(Order{"Ada", {{"tea", 2}, {"cake", 3}}, "no sugar"});
    messages.put(Order{"Charles", {{"coffee", 4}}, std::nullopt});
    messages.put(Closed{});
    messages.close();
    messages.join_thread();
    process.join();
    example::say(receipts.get().text());
    example::say(receipts.get().text());
}

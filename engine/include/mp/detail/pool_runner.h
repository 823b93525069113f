// SPDX-License-Identifier: MIT
#pragma once
// What a worker does with a chunk of f: decode, call, encode, item by item; one failing item does not harm the others.

#include <cstring>
#include <functional>
#include <tuple>
#include <vector>

#include "mp/detail/bound_call.h"
#include "mp/detail/pool_job.h"

namespace mp::detail {

// The form in which one call's arguments travel: the argument itself where there is one, else a tuple of them.
template <class Parameters>
struct ElementOf {
    using type = typename StoredTuple<Parameters>::type;
};
template <class P>
struct ElementOf<std::tuple<P>> {
    using type = Stored<P>;
};

// What map gives for each call; None's place is taken by nullptr.
template <class R>
using ItemResult = std::conditional_t<std::is_void_v<R>, std::nullptr_t, R>;

template <auto f, class Parameters>
struct RunItems {
    using Element = typename ElementOf<Parameters>::type;
    using Result = typename ResultOf<decltype(f), Parameters>::type;
    static constexpr bool one_parameter = std::tuple_size_v<Parameters> == 1;

    static Result call(Element& element) {
        if constexpr (one_parameter) {
            auto callee = f;
            return std::invoke(callee, pass<std::tuple_element_t<0, Parameters>>(element));
        } else {
            return invoke_stored<f, Parameters>(element);
        }
    }

    static void run(ChunkRun& run) {
        if constexpr (Bitwise<Element> && Bitwise<Result>) {
            if (run.count > 1) return run_flat(run);
        }
        for (std::uint32_t i = 0; i < run.count; ++i) run_one(run, i);
    }
    static std::string name() { return mp::detail::function_name<f>(); }

private:
    // Arguments and results that are their own bytes: no decoding, one growing array of results.
    static void run_flat(ChunkRun& run) {
        const std::byte* arguments = run.arguments.take(std::size_t{run.count} * sizeof(Element));
        std::vector<Result> results;
        results.reserve(run.count);
        std::uint32_t i = 0;
        while (i < run.count) {
            try {
                for (; i < run.count; ++i) {
                    Element element;
                    std::memcpy(&element, arguments + std::size_t{i} * sizeof(Element), sizeof(Element));
                    results.push_back(call(element));
                }
            } catch (...) {
                run.fail(i++);
            }
        }
        run.results.write(results.data(), results.size() * sizeof(Result));
    }

    static void run_one(ChunkRun& run, std::uint32_t i) {
        auto element = decode<Element>(run.arguments);
        if (run.count == 1) run.begin(brief_arguments(element));
        const std::size_t before = run.results.size();
        try {
            if constexpr (std::is_void_v<Result>) {
                call(element);
            } else {
                const Result result = call(element);
                encode_result<Result>(run.results, result);
                if (run.count == 1) run.shown_result = brief(result);
            }
        } catch (...) {
            run.results.rewind(before);
            run.fail(i);
        }
    }

    static std::string brief_arguments(const Element& element) {
        if constexpr (one_parameter) {
            return brief(element);
        } else {
            BriefText out;
            add_brief_items(out, element);
            return out.text();
        }
    }
};

}  // namespace mp::detail

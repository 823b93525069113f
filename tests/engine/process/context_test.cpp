// SPDX-License-Identifier: MIT
#include "mp/context.h"

#include <gtest/gtest.h>

#include "mp/logging.h"
#include "mp/sharedctypes.h"
#include "mp/synchronize.h"
#include "support/error_of.h"

namespace {

using mp::test::error_of;

class ContextTest : public testing::Test {
protected:
    void SetUp() override { mp::set_start_method(std::nullopt, true); }
    void TearDown() override { mp::set_start_method(std::nullopt, true); }
};

// proves: 1.get_start_method, 1.set_start_method, 17.TestStartMethod
TEST_F(ContextTest, StartMethodIsSetOnce) {
    EXPECT_EQ(mp::get_start_method(true), std::nullopt);
    mp::set_start_method("spawn");
    EXPECT_EQ(mp::get_start_method(true), "spawn");
    EXPECT_EQ(error_of<mp::RuntimeError>([] { mp::set_start_method("fork"); }), "context has already been set");
    mp::set_start_method("fork", true);
    EXPECT_EQ(mp::get_start_method(), "fork");
}

// proves: 1.get_start_method, 1.get_context
TEST_F(ContextTest, AskingFixesTheDefault) {
    EXPECT_EQ(mp::get_start_method(), "fork");
    EXPECT_THROW(mp::set_start_method("spawn"), mp::RuntimeError);
    mp::set_start_method(std::nullopt, true);
    EXPECT_EQ(mp::get_context().get_start_method(), "fork");
    EXPECT_EQ(mp::get_start_method(true), "fork");
}

// proves: 1.set_start_method, 1.get_context
TEST_F(ContextTest, UnknownMethods) {
    EXPECT_EQ(error_of<mp::ValueError>([] { mp::set_start_method("foo"); }), "cannot find context for 'foo'");
    EXPECT_EQ(error_of<mp::ValueError>([] { mp::get_context("foo"); }), "cannot find context for 'foo'");
    EXPECT_EQ(mp::get_start_method(true), std::nullopt);
}

// proves: 1.get_all_start_methods, 1.get_context, 1.ctx.set_start_method, 1.ctx.get_start_method, 1.ctx.get_context
// proves: 17.TestStartMethod
TEST_F(ContextTest, AllMethodsHaveContexts) {
    for (const auto& method : mp::get_all_start_methods()) {
        const mp::Context context = mp::get_context(method);
        EXPECT_EQ(context.get_start_method(), method);
        EXPECT_EQ(context.get_context().get_start_method(), method);
        EXPECT_EQ(error_of<mp::ValueError>([&] { context.set_start_method("spawn"); }),
                  "cannot set start method of concrete context");
    }
    EXPECT_EQ(mp::get_all_start_methods().front(), "fork");
}

// proves: 1.allow_connection_pickling, 1.get_logger
TEST_F(ContextTest, ContextsHaveTheWholeApi) {
    const auto context = mp::get_context("spawn");
    auto lock = context.Lock();
    EXPECT_TRUE(lock.acquire());
    lock.release();
    EXPECT_EQ(context.current_process().name(), "MainProcess");
    EXPECT_EQ(&context.get_logger(), &mp::get_logger());
    EXPECT_EQ(context.Process({.name = "n"}).name(), "n");
    EXPECT_EQ(context.Value<double>(1.5).value(), 1.5);
    EXPECT_EQ(context.Array<int>(3).size(), 3U);
    EXPECT_EQ(context.RawValue<int>(7).value(), 7);
    EXPECT_EQ(context.RawArray<char>(std::string("ab")).size(), 2U);
    mp::allow_connection_pickling();
}

}  // namespace

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <unistd.h>

#include <random>

#include "mp/history.h"

namespace mp::history {
namespace {

TaskRecord example() {
    TaskRecord r;
    r.task.id = 4711;
    r.task.pool_id = 3;
    r.task.function = "gzip";
    r.task.arguments = "a\xff.log";  // file names need not be UTF-8
    r.task.state = observe::TaskState::failed;
    r.task.worker = {12065, 998877};
    r.task.queued_ns = 1;
    r.task.started_ns = 2;
    r.task.ended_ns = 3;
    r.task.attempt = 2;
    r.task.max_attempts = 3;
    r.task.exitcode = -9;
    r.task.result = "killed";
    r.command = "gzip -k 'a\xff.log'";
    r.output = std::string("\0\1\2", 3);
    r.error = "boom";
    r.error_cut = true;
    return r;
}

std::vector<std::byte> framed(const TaskRecord& record) {
    std::vector<std::byte> bytes;
    TaskRecordWriter([&](std::span<const std::byte> more) {
        bytes.insert(bytes.end(), more.begin(), more.end());
    }).write(record);
    return bytes;
}

TEST(TaskRecord, ComesBackAsItWasInAnyPieces) {
    auto bytes = framed(example());
    const auto second = framed(TaskRecord{});
    bytes.insert(bytes.end(), second.begin(), second.end());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
        TaskRecordReader reader;
        std::vector<TaskRecord> got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            reader.feed(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
            while (auto record = reader.next()) got.push_back(std::move(*record));
        }
        ASSERT_EQ(got.size(), 2u);
        EXPECT_EQ(got[0].task, example().task);
        EXPECT_EQ(got[0].command, example().command);
        EXPECT_EQ(got[0].output, example().output);
        EXPECT_EQ(got[0].error, "boom");
        EXPECT_TRUE(got[0].error_cut);
        EXPECT_FALSE(got[0].output_cut);
        EXPECT_FALSE(reader.in_the_middle());
    }
}

TEST(TaskRecord, AStreamOfSomethingElseIsRefusedAtOnce) {
    TaskRecordReader reader;
    const std::string text = "LOUD";
    reader.feed(std::as_bytes(std::span(text)));
    EXPECT_THROW(reader.next(), ValueError);
}

TEST(TaskRecord, AnAnnouncedLengthIsNotBelieved) {
    auto bytes = framed(example());
    for (std::size_t i = 4; i < 8; ++i) bytes[i] = std::byte{0xff};
    TaskRecordReader reader;
    reader.feed(bytes);
    EXPECT_THROW(reader.next(), ValueError);
}

TEST(TaskRecord, DamagedBytesGiveARecordOrAnErrorAndNothingElse) {
    std::mt19937 random(1);
    const auto good = framed(example());
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = good;
        for (int hits = 1 + static_cast<int>(random() % 3); hits > 0; --hits)
            bytes[8 + random() % (bytes.size() - 8)] = static_cast<std::byte>(random());
        TaskRecordReader reader;
        reader.feed(bytes);
        try {
            reader.next();
        } catch (const ValueError&) {
        }
    }
}

TEST(TaskRecord, AReaderThatIsGoneIsAnErrorAndNoSignal) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    TaskRecordWriter writer(ends[1]);
    EXPECT_THROW(writer.write(example()), BrokenPipeError);
    close(ends[1]);
}

}  // namespace
}  // namespace mp::history

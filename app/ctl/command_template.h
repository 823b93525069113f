// SPDX-License-Identifier: MIT
#pragma once
// The command of a pool with places for its input, as GNU parallel has them:
//
//     {}  the input        {.}  without its extension    {/}  without its directory    {//} its directory
//     {/.} without both    {#}  its number, from 1
//
// A template without a place gets the input as its last argument. One that is a single argument with spaces or shell
// characters is a line for the shell; what is put into it is quoted. Others are run as they are, without a shell.

#include <cstdint>
#include <string>
#include <vector>

namespace ctl {

class CommandTemplate {
public:
    // shell: a line for the shell in any case.
    explicit CommandTemplate(std::vector<std::string> words, bool shell = false);

    // The arguments to run for an input.
    std::vector<std::string> arguments(const std::string& input, std::uint64_t number) const;
    // The same as one line that a shell would take, for people and for the job log.
    std::string line(const std::string& input, std::uint64_t number) const;
    std::string text() const;     // as the user wrote it, in one line
    std::string program() const;  // the name of the program that it begins with
    bool uses_shell() const { return shell_; }

private:
    std::string fill(const std::string& word, const std::string& input, std::uint64_t number, bool quoted) const;

    std::vector<std::string> words_;
    bool shell_ = false;
};

// As a POSIX shell takes it for one word: 'it'\''s'. Words without special characters stay as they are.
std::string shell_quoted(const std::string& word);

}  // namespace ctl

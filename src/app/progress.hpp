// How much of a long file is done, on a terminal.
#pragma once

#include <cstdint>

namespace redstart {

/// Draws on standard error where that is a terminal, and nothing elsewhere.
class Progress {
public:
    Progress();
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::uint64_t done, std::uint64_t of); // the line changes with each per cent
    void clear();

private:
    const bool on_terminal_;
    int percent_ = -1;
};

} // namespace redstart

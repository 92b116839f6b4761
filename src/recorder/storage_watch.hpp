// The folder of the takes, which may be a card that comes and goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace redstart {

/// Belongs to the loop's thread. Whenever the folder turns up, at the start or later, what earlier
/// lives left in it is completed, and logged, before anything new is recorded.
class StorageWatch {
public:
    struct Look {
        bool is_missing = false; // or cannot be written
        bool is_full = false;    // less than keep_free is left
        std::string why;         // one line, when it is one or the other
    };

    StorageWatch(std::filesystem::path folder, std::uint64_t keep_free_bytes);

    Look look();

    /// A write has failed: the next look() completes what that left, as if the card had been away.
    void distrust() noexcept { is_there_ = false; }

private:
    void complete_left_overs() const;

    std::filesystem::path folder_;
    std::uint64_t keep_free_bytes_;
    bool was_there_before_ = false; // in this life of the program
    bool is_there_ = false;
};

} // namespace redstart

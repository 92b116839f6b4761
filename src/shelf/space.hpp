// Whether a folder can hold takes, and how much more of them.
#pragma once

#include <redstart/error.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace redstart {

/// What this user may still write there; nothing where the folder cannot be asked.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) noexcept;

/// What stands in the way of a new file in the folder, with what to do about it; nothing when
/// nothing does. It leaves nothing behind.
std::optional<Error> folder_fault(const std::filesystem::path& folder);

} // namespace redstart

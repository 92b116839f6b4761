// The order in which prompts are asked for, and a seeded rank that is the same on every machine.
#pragma once

#include <redstart/prompts.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace redstart {

/// A number that seems drawn, and depends on these two alone: FNV-1a of the word, mixed with the
/// seed by splitmix64. What std::shuffle does is another thing in each standard library.
std::uint64_t seeded_rank(std::uint64_t seed, std::string_view word) noexcept;

/// Each prompt as often as it is to be repeated, "ID", "ID_2", "ID_3" ..., by the ranks of these
/// ids; as they stand where there is no seed. Since a rank depends on nothing but its id, prompts
/// that are added later leave the order of the others as it was.
/// Throws Error where there is none, or two come to the same id.
std::vector<Prompt> in_order(const std::vector<Prompt>& prompts,
                             const std::optional<std::uint64_t>& seed);

} // namespace redstart

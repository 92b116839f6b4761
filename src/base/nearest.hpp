// "Did you mean": the word that a mistyped one is nearest to.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace redstart {

/// Nothing where every word is more than a third of its letters away.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> words);

} // namespace redstart

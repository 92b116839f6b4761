// What the recorder said in a line, whatever it is.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace redstart {

/// Null for a line that is not a JSON object, or is nested deeper than any answer: writing that out
/// again would overflow the stack.
nlohmann::json answer_in(std::string_view line);

/// Of an answer, or of null.
bool is_ok(const nlohmann::json& answer) noexcept;
std::string error_in(const nlohmann::json& answer, const char* otherwise);

} // namespace redstart

// What the recorder said in a line, whatever it is.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace redstart {

/// Null for what is no JSON object, and for one that is nested deeper than any answer: to make text
/// of that again would take a stack without end.
nlohmann::json answer_in(std::string_view line);

/// Of an answer, or of null.
bool is_ok(const nlohmann::json& answer) noexcept;
std::string error_in(const nlohmann::json& answer, const char* otherwise);

} // namespace redstart

// The status of the appliance as a table for people.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace redstart {

/// Prints a row for each thing that is known; "-" where it is not known now. Throws json::exception
/// for what is not a status.
void print_status_table(const nlohmann::json& status);

/// "12.0 s"
std::string show_frames(const nlohmann::json& frames, const nlohmann::json& rate);

/// "silent, clipping"; `none` for an empty array.
std::string show_list(const nlohmann::json& items, const char* none);

} // namespace redstart

// What is said of each fault that the recorder finds out by itself: object, cause, remedy.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

/// The log and `status` tell these sentences, and no other place words them. What an error of the
/// system says of itself (no such device, no permission) stays that error's sentence.
namespace redstart::fault_sentences {

std::string no_device(const std::string& cause);
std::string no_storage(const std::string& error);
std::string storage_full(const std::filesystem::path& folder, std::uint64_t free_bytes);
std::string storage_slow(const std::filesystem::path& folder);
std::string overrun(const std::string& device);
std::string clock_unset();

} // namespace redstart::fault_sentences

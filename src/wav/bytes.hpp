// Little-endian numbers and chunk names in raw memory, whatever the byte order of the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace redstart {

template <std::unsigned_integral Number>
void store(std::span<std::byte> memory, std::size_t at, Number number) noexcept {
    for (std::size_t i = 0; i < sizeof number; ++i)
        memory[at + i] = static_cast<std::byte>((std::uint64_t{number} >> (8 * i)) & 0xFF);
}

template <std::unsigned_integral Number>
Number load(std::span<const std::byte> memory, std::size_t at) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        number |= std::to_integer<std::uint64_t>(memory[at + i]) << (8 * i);
    return static_cast<Number>(number);
}

inline void store_text(std::span<std::byte> memory, std::size_t at,
                       std::string_view text) noexcept {
    std::memcpy(memory.subspan(at, text.size()).data(), text.data(), text.size());
}

/// The text at that place; as short as the memory makes it.
inline std::string_view load_text(std::span<const std::byte> memory, std::size_t at,
                                  std::size_t bytes) noexcept {
    if (at >= memory.size()) return {};
    const std::string_view rest(reinterpret_cast<const char*>(memory.data()) + at,
                                memory.size() - at);
    return rest.substr(0, bytes);
}

} // namespace redstart

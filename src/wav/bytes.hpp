// Little-endian numbers and chunk names in raw memory, whatever the byte order of the machine.
#pragma once

#include <algorithm>
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

/// The text at that offset; as short as the memory makes it.
inline std::string_view load_text(std::span<const std::byte> memory, std::size_t at,
                                  std::size_t bytes) noexcept {
    if (at >= memory.size()) return {};
    const std::string_view rest(reinterpret_cast<const char*>(memory.data()) + at,
                                memory.size() - at);
    return rest.substr(0, bytes);
}

/// Calls `visit(id, payload)` with each chunk in memory, end to end; of one that is longer than
/// what is there, with that. No size can lead anywhere but forward.
template <class Visit>
void each_chunk(std::span<const std::byte> memory, Visit visit) {
    constexpr std::size_t head = 8;
    while (memory.size() >= head) {
        const std::uint64_t bytes = load<std::uint32_t>(memory, 4);
        const auto id = load_text(memory, 0, 4);
        memory = memory.subspan(head);
        const auto at_most = [&](std::uint64_t size) {
            return static_cast<std::size_t>(std::min<std::uint64_t>(size, memory.size()));
        };
        visit(id, memory.first(at_most(bytes)));
        memory = memory.subspan(at_most(bytes + bytes % 2));
    }
}

} // namespace redstart

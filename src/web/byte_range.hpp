// Which bytes of a file a browser asks for (RFC 9110, section 14).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redstart {

struct ByteRange {
    enum class Answer : std::uint8_t {
        whole, // none was asked for, or several, which a server may answer so, or no form of one
        part,
        beyond, // 416: the file ends before it
    };
    Answer answer = Answer::whole;
    std::uint64_t first = 0, bytes = 0;

    /// Of a file that has `size` bytes. `if_range` other than the file's tag asks for the whole; a
    /// file that still grows has no tag.
    static ByteRange of(std::string_view range, std::string_view if_range, std::string_view tag,
                        std::uint64_t size) noexcept;

    /// "bytes 0-99/1000", of 416 "bytes */1000".
    std::string content_range(std::uint64_t size) const;
};

} // namespace redstart

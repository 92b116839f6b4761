// The end of a WAV file of Redstart's: what makes it true and whole once its sound is on the card.
#pragma once

#include "wav/header.hpp"
#include "wav/marks.hpp"

#include <string_view>
#include <system_error>

namespace redstart {

/// Says in the note that the file is closed, writes pad byte, marks and chunks behind so much
/// sound, and cuts off what follows; returns when it is on the card. Without them where they do not
/// fit. The header that is on the card claims that sound already, so whenever this is cut short,
/// the file is true. Allocates nothing.
std::error_code write_last_bytes(int fd, HeaderPage& header, std::uint64_t data_bytes,
                                 const Marks& marks, std::string_view chunks = {}) noexcept;

/// The whole header in one write, so that no reader sees half of a change.
std::error_code write_header(int fd, const HeaderPage& header) noexcept;

} // namespace redstart

// Why a stream that ran is over, as an Error.
#pragma once

#include <redstart/error.hpp>

#include <string>
#include <system_error>

namespace redstart {

/// "hw:CARD=mic: no such device; redstart devices lists them"
Error stream_error(const std::string& device, const std::error_code& code);

} // namespace redstart

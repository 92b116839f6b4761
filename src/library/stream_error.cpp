// ALSA's words for most ends of a stream, and better ones for a device that fell silent.
#include "library/stream_error.hpp"

#include "alsa/pcm_handle.hpp"

namespace redstart {

Error stream_error(const std::string& device, const std::error_code& code) {
    if (code == std::errc::timed_out)
        return {device, "does not respond", "unplug it and plug it back in", code};
    return alsa_error(device, -code.value());
}

} // namespace redstart

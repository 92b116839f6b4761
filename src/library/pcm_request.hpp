// The options of a public class as the request to a PCM.
#pragma once

#include "alsa/negotiate.hpp"

namespace redstart {

/// RecorderOptions and StreamOptions name these alike.
template <class Options>
PcmRequest pcm_request(const Options& options) {
    PcmRequest request;
    request.device = options.device;
    request.rate = options.rate;
    request.channels = options.channels;
    request.format = name(options.format);
    request.chunk_frames = options.chunk_frames;
    request.exact_rate = request.exact_channels = request.exact_format = options.exact;
    return request;
}

} // namespace redstart

// The options of the public classes, held to the ranges that their headers state.
#pragma once

#include "alsa/negotiate.hpp"
#include "deck/deck.hpp"

#include <redstart/duplex_stream.hpp>
#include <redstart/recorder.hpp>
#include <redstart/stream_options.hpp>

namespace redstart {

/// They throw Error, "OPTION: VALUE; RANGE", before anything is opened or any memory is taken.
PcmRequest pcm_request(const StreamOptions& options);
PcmRequest pcm_request(const RecorderOptions& options);
struct DuplexRequests {
    PcmRequest input, output;
};
DuplexRequests pcm_requests(const DuplexOptions& options);
/// The same for a device that was lost: what it agreed to is kept.
PcmRequest pcm_request_again(PcmRequest request, const std::string& device,
                             const AudioFormat& format);
DeckSettings deck_settings(const RecorderOptions& options);
std::chrono::nanoseconds listen_every(const RecorderOptions& options);

/// A format that a program names, or the Error of the kind `format` that says what is wrong in it.
AudioFormat checked(const AudioFormat& format);

} // namespace redstart

// libFLAC, loaded when a FLAC file is first made or decoded: nothing else pays for it.
#pragma once

#include <FLAC/stream_decoder.h>
#include <FLAC/stream_encoder.h>

namespace redstart {

/// The functions that are used, by what stands behind FLAC__stream_ in their names.
#define REDSTART_FLAC_FUNCTIONS(EACH)                                                              \
    EACH(encoder_new)                                                                              \
    EACH(encoder_delete)                                                                           \
    EACH(encoder_set_channels)                                                                     \
    EACH(encoder_set_bits_per_sample)                                                              \
    EACH(encoder_set_sample_rate)                                                                  \
    EACH(encoder_set_compression_level)                                                            \
    EACH(encoder_set_streamable_subset)                                                            \
    EACH(encoder_set_total_samples_estimate)                                                       \
    EACH(encoder_set_metadata)                                                                     \
    EACH(encoder_init_stream)                                                                      \
    EACH(encoder_process_interleaved)                                                              \
    EACH(encoder_finish)                                                                           \
    EACH(decoder_new)                                                                              \
    EACH(decoder_delete)                                                                           \
    EACH(decoder_set_md5_checking)                                                                 \
    EACH(decoder_init_stream)                                                                      \
    EACH(decoder_process_single)                                                                   \
    EACH(decoder_get_state)                                                                        \
    EACH(decoder_finish)

/// libFLAC 1.4 (libFLAC.so.12, Debian 12) or 1.5 (libFLAC.so.14, Debian 13). Of its structures,
/// only what both have at the same place may be looked at.
struct LibFlac {
    LibFlac(); // throws Error, naming the package, where it is not installed

#define REDSTART_FLAC_MEMBER(name) decltype(&::FLAC__stream_##name) name = nullptr;
    REDSTART_FLAC_FUNCTIONS(REDSTART_FLAC_MEMBER)
#undef REDSTART_FLAC_MEMBER
};

/// Loads it at the first call and keeps it. Any thread may call. Throws Error as its constructor.
const LibFlac& libflac();

} // namespace redstart

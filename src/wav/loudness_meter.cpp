// Hands the sound over in tenths of a second, after each of which the loudest moment is looked for.
#include "wav/loudness_meter.hpp"

#include "audio/samples.hpp"

#include <algorithm>
#include <cmath>
#include <dlfcn.h>

namespace redstart {

/// libebur128.so.1, as <ebur128.h> of its version 1.2 declares it: so few functions need no headers
/// to build.
struct LoudnessMeter::Library {
    State* (*init)(unsigned channels, unsigned long rate, int mode) = nullptr;
    void (*destroy)(State**) = nullptr;
    int (*set_channel)(State*, unsigned channel, int kind) = nullptr;
    int (*add_frames)(State*, const float*, std::size_t frames) = nullptr;
    int (*global)(State*, double*) = nullptr;
    int (*range)(State*, double*) = nullptr;
    int (*momentary)(State*, double*) = nullptr;
    int (*short_term)(State*, double*) = nullptr;
    int (*true_peak)(State*, unsigned channel, double*) = nullptr;
    bool is_there = false;

    Library() {
        void* const from = ::dlopen("libebur128.so.1", RTLD_NOW | RTLD_LOCAL);
        if (from == nullptr) return;
        is_there = find(from, "ebur128_init", init) && find(from, "ebur128_destroy", destroy) &&
                   find(from, "ebur128_set_channel", set_channel) &&
                   find(from, "ebur128_add_frames_float", add_frames) &&
                   find(from, "ebur128_loudness_global", global) &&
                   find(from, "ebur128_loudness_range", range) &&
                   find(from, "ebur128_loudness_momentary", momentary) &&
                   find(from, "ebur128_loudness_shortterm", short_term) &&
                   find(from, "ebur128_true_peak", true_peak);
    }

    template <class Function>
    static bool find(void* from, const char* name, Function& function) {
        function = reinterpret_cast<Function>(::dlsym(from, name));
        return function != nullptr;
    }
};

namespace {

constexpr double most_bytes = 8e6, seconds_kept = 3;
constexpr int success = 0, center = 3;
constexpr int momentary_mode = 1, short_term_mode = 2, integrated_mode = 4, range_mode = 8,
              sample_peak_mode = 16, true_peak_mode = 32, histogram_mode = 64;

} // namespace

const LoudnessMeter::Library* LoudnessMeter::library() {
    static const Library library;
    return library.is_there ? &library : nullptr;
}

std::unique_ptr<LoudnessMeter> LoudnessMeter::of(const AudioFormat& format) {
    if (seconds_kept * format.rate * format.channels * sizeof(double) > most_bytes) return {};
    const Library* const library = LoudnessMeter::library();
    if (library == nullptr) return {};
    constexpr int mode = momentary_mode | short_term_mode | integrated_mode | range_mode |
                         sample_peak_mode | true_peak_mode | histogram_mode;
    State* const state = library->init(format.channels, format.rate, mode);
    if (state == nullptr) return {};
    // Above two channels they are microphones, not loudspeakers: all weigh the same.
    for (unsigned c = 0; format.channels > 2 && c < format.channels; ++c)
        library->set_channel(state, c, center);
    return std::unique_ptr<LoudnessMeter>(new LoudnessMeter(*library, format, state));
}

LoudnessMeter::LoudnessMeter(const Library& library, const AudioFormat& format, State* state)
    : library_(library),
      format_(format),
      state_(state),
      until_look_(format.rate / 10),
      momentary_(-HUGE_VAL),
      short_term_(-HUGE_VAL) {
    samples_.reserve(until_look_ * format.channels);
    rest_.reserve(format.frame_bytes());
}

LoudnessMeter::~LoudnessMeter() {
    library_.destroy(&state_);
}

void LoudnessMeter::add(std::span<const std::byte> bytes) {
    const std::size_t frame = format_.frame_bytes();
    if (!rest_.empty()) {
        const std::size_t missing = std::min(frame - rest_.size(), bytes.size());
        rest_.insert(rest_.end(), bytes.begin(),
                     bytes.begin() + static_cast<std::ptrdiff_t>(missing));
        bytes = bytes.subspan(missing);
        if (rest_.size() < frame) return;
        add_frames(rest_);
        rest_.clear();
    }
    const std::size_t whole = bytes.size() / frame * frame;
    add_frames(bytes.first(whole));
    rest_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(whole), bytes.end());
}

void LoudnessMeter::add_frames(std::span<const std::byte> frames) {
    while (!frames.empty()) {
        const std::size_t now = std::min(until_look_, frames.size() / format_.frame_bytes());
        const auto piece = frames.first(now * format_.frame_bytes());
        frames = frames.subspan(piece.size());
        samples_.resize(now * format_.channels);
        with_sample_of(format_.sample, [&](auto sample) {
            using Sample = decltype(sample);
            for (std::size_t i = 0; i < samples_.size(); ++i) {
                const float level = load_level<Sample>(piece.data() + i * Sample::bytes);
                samples_[i] = std::isfinite(level) ? level : 0;
            }
        });
        library_.add_frames(state_, samples_.data(), now);
        until_look_ -= now;
        if (until_look_ > 0) continue;
        until_look_ = format_.rate / 10;
        double loudness = 0;
        if (library_.momentary(state_, &loudness) == success)
            momentary_ = std::max(momentary_, loudness);
        if (library_.short_term(state_, &loudness) == success)
            short_term_ = std::max(short_term_, loudness);
    }
}

ProgramLoudness LoudnessMeter::result() {
    ProgramLoudness result;
    double value = 0, peak = 0;
    if (library_.global(state_, &value) == success) result.integrated = value;
    if (library_.range(state_, &value) == success) result.range = value;
    for (unsigned c = 0; c < format_.channels; ++c)
        if (library_.true_peak(state_, c, &value) == success) peak = std::max(peak, value);
    result.true_peak = 20 * std::log10(peak); // of silence it is not finite, and not written
    result.momentary = momentary_;
    result.short_term = short_term_;
    return result;
}

} // namespace redstart

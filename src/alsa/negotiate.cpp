// Hardware parameters one after the other, each narrowing what the next may be.
#include "alsa/negotiate.hpp"

#include "alsa/formats.hpp"
#include "alsa/quiet.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace redstart {
namespace {

constexpr std::array usual_rates = {8000u,  11025u,  16000u,  22050u,  24000u,
                                    32000u, 44100u,  48000u,  64000u,  88200u,
                                    96000u, 176400u, 192000u, 352800u, 384000u};

std::string show_channels(unsigned channels) {
    return std::to_string(channels) + (channels == 1 ? " channel" : " channels");
}

/// The parameters of one PCM while they are being agreed upon.
class Negotiation {
public:
    Negotiation(snd_pcm_t* pcm, const PcmRequest& request) : pcm_(pcm), request_(request) {
        snd_pcm_hw_params_t* params = nullptr;
        check(snd_pcm_hw_params_malloc(&params), name());
        params_.reset(params);
        check(snd_pcm_hw_params_any(pcm_, params), name());
        check(snd_pcm_hw_params_set_access(pcm_, params, SND_PCM_ACCESS_RW_INTERLEAVED), name());
    }

    PcmSetup finish();

private:
    struct Free {
        void operator()(snd_pcm_hw_params_t* params) const { snd_pcm_hw_params_free(params); }
    };

    snd_pcm_format_t choose_format();
    unsigned choose_channels();
    unsigned choose_rate();
    void choose_buffer(unsigned rate);
    Frames latency_frames(unsigned rate) const; // 0: none was asked for
    Frames wake_frames(Frames buffer, unsigned rate) const;
    template <class Size>
    Frames size(Size get) const;

    const std::string& name() const { return request_.device; }
    bool takes_channels(unsigned channels) const {
        return channels <= AudioFormat::max_channels &&
               snd_pcm_hw_params_test_channels(pcm_, params_.get(), channels) == 0;
    }
    bool takes_rate(unsigned rate) const {
        return snd_pcm_hw_params_test_rate(pcm_, params_.get(), rate, 0) == 0;
    }
    std::vector<unsigned> channel_choices() const; // asks the device for each: not without need
    std::vector<unsigned> rate_choices() const;
    Error refusal(const std::string& what, const std::string& instead) const {
        return {name(), what + " refused", instead, Error::Kind::format, alsa_code(-EINVAL)};
    }
    void remark(const std::string& got, const std::string& wanted) {
        remarks_.push_back(name() + ": " + got + " instead of " + wanted);
    }

    snd_pcm_t* pcm_;
    const PcmRequest& request_;
    std::unique_ptr<snd_pcm_hw_params_t, Free> params_;
    std::vector<std::string> remarks_;
};

snd_pcm_format_t Negotiation::choose_format() {
    const auto wanted = sample_format(request_.format);
    if (!wanted)
        throw Error(name(), "unknown format " + request_.format,
                    "S16_LE, S24_3LE, S24_LE, S32_LE and FLOAT_LE are known", Error::Kind::format,
                    alsa_code(-EINVAL));
    std::string has;
    for (const snd_pcm_format_t format : by_nearness(*wanted)) {
        if (snd_pcm_hw_params_test_format(pcm_, params_.get(), format) != 0) continue;
        has += (has.empty() ? "" : ", ") + std::string(snd_pcm_format_name(format));
        if (request_.exact_format && sample_format(format) != *wanted) continue;
        if (sample_format(format) != *wanted) remark(snd_pcm_format_name(format), request_.format);
        check(snd_pcm_hw_params_set_format(pcm_, params_.get(), format), name());
        return format;
    }
    if (has.empty())
        throw Error(name(), "has no sample format that Redstart knows",
                    "a name that begins with plughw: converts", Error::Kind::format,
                    alsa_code(-EINVAL));
    throw refusal(request_.format, "it has " + has);
}

std::vector<unsigned> Negotiation::channel_choices() const {
    std::vector<unsigned> choices;
    for (unsigned n = 1; n <= AudioFormat::max_channels; ++n)
        if (takes_channels(n)) choices.push_back(n);
    return choices;
}

unsigned Negotiation::choose_channels() {
    const bool is_named = request_.channels != 0;
    const unsigned wanted = is_named ? request_.channels : defaults::audio::channels;
    const std::vector<unsigned> choices =
        takes_channels(wanted) ? std::vector{wanted} : channel_choices();
    if (choices.empty())
        throw Error(name(), "has more channels than Redstart records",
                    "at most " + std::to_string(AudioFormat::max_channels), Error::Kind::format,
                    alsa_code(-EINVAL));
    const auto next = std::lower_bound(choices.begin(), choices.end(), wanted);
    const unsigned got = next == choices.end() ? choices.back() : *next;
    if (got != wanted && is_named && request_.exact_channels)
        throw refusal(show_channels(wanted), "it has " + show_choices(choices));
    if (got != wanted && is_named) remark(show_channels(got), std::to_string(wanted));
    check(snd_pcm_hw_params_set_channels(pcm_, params_.get(), got), name());
    return got;
}

std::vector<unsigned> Negotiation::rate_choices() const {
    std::vector<unsigned> choices;
    for (const unsigned rate : usual_rates)
        if (takes_rate(rate)) choices.push_back(rate);
    return choices;
}

unsigned Negotiation::choose_rate() {
    const bool is_named = request_.rate != 0;
    const unsigned wanted = is_named ? request_.rate : defaults::audio::rate;
    unsigned got = wanted;
    const std::vector<unsigned> choices = // before one is chosen
        takes_rate(wanted) ? std::vector{wanted} : rate_choices();
    check(snd_pcm_hw_params_set_rate_near(pcm_, params_.get(), &got, nullptr), name());
    if (got == wanted || !is_named) return got;
    if (request_.exact_rate)
        throw refusal(std::to_string(wanted) + " Hz",
                      "it has " + (choices.empty() ? std::to_string(got) : show_choices(choices)));
    remark(std::to_string(got) + " Hz", std::to_string(wanted) + " Hz");
    return got;
}

Frames Negotiation::latency_frames(unsigned rate) const {
    if (!request_.latency) return 0;
    if (*request_.latency == std::chrono::nanoseconds{}) return 4 * request_.chunk_frames;
    return std::max<Frames>(4, AudioFormat{rate, 1}.frames(*request_.latency));
}

/// A second of sound in the device is what a busy machine may be late by; what is played waits as
/// long as is asked for, and no longer. With many devices a buffer is whole periods: where somebody
/// listens the period goes first, for it wakes him.
void Negotiation::choose_buffer(unsigned rate) {
    const Frames latency = latency_frames(rate);
    const bool is_short = latency > 0 && snd_pcm_stream(pcm_) == SND_PCM_STREAM_PLAYBACK;
    const Frames longest = latency > 0 ? (latency + 3) / 4 : request_.chunk_frames;
    auto buffer = static_cast<snd_pcm_uframes_t>(is_short ? latency : rate);
    auto period = static_cast<snd_pcm_uframes_t>(std::min(request_.chunk_frames, longest));
    const auto set_buffer = [&] {
        check(snd_pcm_hw_params_set_buffer_size_near(pcm_, params_.get(), &buffer), name());
    };
    const bool is_woken_by_period = latency > 0 && !is_short;
    if (!is_woken_by_period) set_buffer();
    check(snd_pcm_hw_params_set_period_size_near(pcm_, params_.get(), &period, nullptr), name());
    if (is_woken_by_period) set_buffer();
    check(snd_pcm_hw_params(pcm_, params_.get()), name());
}

/// Half of the buffer is left for a busy machine. Two wakeups make 0.9 s: a sync each second finds
/// them done.
Frames Negotiation::wake_frames(Frames buffer, unsigned rate) const {
    const Frames latency = latency_frames(rate);
    const Frames wanted = latency > 0 ? (latency + 3) / 4 : Frames{rate} * 9 / 20;
    return std::clamp<Frames>(wanted, 1, std::max<Frames>(1, buffer / 2));
}

template <class Size>
Frames Negotiation::size(Size get) const {
    snd_pcm_uframes_t frames = 0;
    check(get(params_.get(), &frames), name());
    return static_cast<Frames>(frames);
}

PcmSetup Negotiation::finish() {
    const snd_pcm_format_t format = choose_format();
    const unsigned channels = choose_channels();
    const unsigned rate = choose_rate();
    choose_buffer(rate);
    const Frames buffer = size(snd_pcm_hw_params_get_buffer_size);
    const Frames period = size([](auto* params, auto* frames) {
        return snd_pcm_hw_params_get_period_size(params, frames, nullptr);
    });
    const bool stamps_are_raw = snd_pcm_type(pcm_) == SND_PCM_TYPE_HW;
    return {{rate, channels, sample_format(format)},
            format,
            buffer,
            std::max<Frames>(1, period),
            wake_frames(buffer, rate),
            std::move(remarks_),
            stamps_are_raw,
            snd_pcm_hw_params_can_pause(params_.get()) == 1};
}

/// How many frames wake a waiter decides what recording costs; the period does not. What is asked
/// of a device's stamps reaches the kernel from a `hw` device; a plugin may stamp as it likes, and
/// does so by CLOCK_MONOTONIC.
void set_wakeups(snd_pcm_t* pcm, const PcmSetup& setup, const std::string& name) {
    snd_pcm_sw_params_t* params = nullptr;
    check(snd_pcm_sw_params_malloc(&params), name);
    const std::unique_ptr<snd_pcm_sw_params_t, decltype(&snd_pcm_sw_params_free)> owner(
        params, snd_pcm_sw_params_free);
    const auto buffer = static_cast<snd_pcm_uframes_t>(setup.buffer_frames);
    const auto wake = static_cast<snd_pcm_uframes_t>(setup.wake_frames);
    check(snd_pcm_sw_params_current(pcm, params), name);
    check(snd_pcm_sw_params_set_avail_min(pcm, params, wake), name);
    check(snd_pcm_sw_params_set_stop_threshold(pcm, params, buffer), name);
    check(snd_pcm_sw_params_set_start_threshold(pcm, params, buffer), name);
    check(snd_pcm_sw_params_set_tstamp_mode(pcm, params, SND_PCM_TSTAMP_ENABLE), name);
    check(snd_pcm_sw_params_set_tstamp_type(pcm, params,
                                            setup.stamps_are_raw ? SND_PCM_TSTAMP_TYPE_MONOTONIC_RAW
                                                                 : SND_PCM_TSTAMP_TYPE_MONOTONIC),
          name);
    check(snd_pcm_sw_params(pcm, params), name);
}

} // namespace

/// The device counts its frames period by period.
std::chrono::nanoseconds PcmSetup::capture_latency() const noexcept {
    const Frames periods = (wake_frames + period_frames - 1) / period_frames;
    return format.duration(periods * period_frames);
}

std::chrono::nanoseconds PcmSetup::playback_latency() const noexcept {
    return format.duration(buffer_frames);
}

std::chrono::nanoseconds PcmSetup::patience() const noexcept {
    return std::chrono::seconds(2) + 2 * format.duration(wake_frames);
}

PcmSetup negotiate(snd_pcm_t* pcm, const PcmRequest& request) {
    const QuietAlsa quiet;
    PcmSetup setup = Negotiation(pcm, request).finish();
    set_wakeups(pcm, setup, request.device);
    return setup;
}

std::string show_choices(const std::vector<unsigned>& choices) {
    std::string text;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        std::size_t last = i;
        while (last + 1 < choices.size() && choices[last + 1] == choices[last] + 1) ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(choices[i]);
        if (last > i) text += " to " + std::to_string(choices[last]);
        i = last;
    }
    return text;
}

} // namespace redstart

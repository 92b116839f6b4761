// Listens, and measures what was heard channel by channel.
#include "check/sound_checks.hpp"

#include "audio/levels.hpp"
#include "audio/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using enum CheckResult::Verdict;

template <class... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::vector<float> samples_of(const AudioFormat& format, std::span<const std::byte> sound,
                              unsigned channel) {
    const std::size_t width = sample_bytes(format.sample);
    std::vector<float> samples;
    samples.reserve(static_cast<std::size_t>(format.frames_in(sound.size())));
    with_sample_of(format.sample, [&](auto sample) {
        for (std::size_t at = channel * width; at + width <= sound.size();
             at += format.frame_bytes())
            samples.push_back(load_level<decltype(sample)>(sound.data() + at));
    });
    return samples;
}

struct Heard {
    float floor = 0, peak = 0, dc = 0; // 1.0 is full scale; floor is an RMS about the mean
};

Heard hear(const std::vector<float>& samples, std::size_t piece) {
    Heard heard;
    double sum = 0;
    for (const float sample : samples) {
        sum += static_cast<double>(sample);
        heard.peak = std::max(heard.peak, std::abs(sample));
    }
    if (samples.empty()) return heard;
    const double mean = sum / static_cast<double>(samples.size());
    heard.dc = static_cast<float>(mean);
    double least = 1;
    for (std::size_t from = 0; piece > 0 && from + piece <= samples.size(); from += piece) {
        double squares = 0;
        for (std::size_t i = from; i < from + piece; ++i)
            squares += std::pow(static_cast<double>(samples[i]) - mean, 2);
        least = std::min(least, squares / static_cast<double>(piece));
    }
    heard.floor = static_cast<float>(std::sqrt(least));
    return heard;
}

/// To a hundredth, and never "-0.00".
double percent(float share) {
    return std::round(1e4 * static_cast<double>(share)) / 100 + 0.0;
}

bool is_by_index(const std::string& device) {
    const auto colon = device.find(':');
    const char next = colon == std::string::npos ? '\0' : device.substr(colon + 1).c_str()[0];
    return next >= '0' && next <= '9';
}

} // namespace

SoundSample::SoundSample(std::unique_ptr<Source> source, std::chrono::nanoseconds kept)
    : source_(std::move(source)),
      sound_(source_->format().bytes(source_->format().frames(kept))),
      scratch_(source_->format().bytes(source_->format().frames(1s))),
      drift_(source_->format().rate),
      thread_([this] { run(); }) {}

void SoundSample::run() {
    Frames position = 0;
    const Frames at_once = source_->format().frames(200ms);
    std::error_code error;
    while (!ends_ && !error) {
        const bool keeps = kept_ < sound_.size();
        const auto room = keeps ? std::span(sound_).subspan(kept_) : std::span(scratch_);
        const Source::Read read =
            source_->read(room, std::min(at_once, source_->format().frames_in(room.size())));
        position += read.frames + read.lost;
        if (read.frames > 0) drift_.add(position + read.waiting, read.when);
        if (keeps) kept_ += source_->format().bytes(read.frames);
        error = read.error;
        if (keeps && (error || kept_ == sound_.size())) tell_of_sound(error);
    }
    if (!has_sound_) tell_of_sound(error);
}

void SoundSample::tell_of_sound(std::error_code error) {
    error_ = error; // what comes later is of no matter, and others read this from here on
    has_sound_ = true;
    has_sound_.notify_all();
}

void SoundSample::wait_for_sound() {
    has_sound_.wait(false);
}

void SoundSample::stop() {
    ends_ = true;
    source_->interrupt();
    if (thread_.joinable()) thread_.join();
}

CheckResult check_device(const AlsaSource& source, const std::string& configured) {
    const AudioFormat format = source.format();
    std::string value =
        source.device() + print(", %u Hz, %u channels, ", format.rate, format.channels);
    value += to_string(format.sample);
    if (is_by_index(configured))
        return {"device", warn, value,
                "its number may be another card's after the next boot; [audio] device = "
                "\"hw:CARD=...,DEV=...\", as redstart devices shows it"};
    std::string text;
    for (const std::string& remark : source.remarks()) text += (text.empty() ? "" : "; ") + remark;
    return {"device", text.empty() ? ok : warn, value, text};
}

CheckResult no_device(const std::string& why) {
    return {"device", no_go, "", why};
}

CheckResult check_frames(const SoundSample& listening, std::chrono::nanoseconds wanted) {
    const AudioFormat format = listening.format();
    const Frames frames = format.frames_in(listening.sound().size());
    const std::string value = print("%lld frames", static_cast<long long>(frames));
    if (listening.error())
        return {"sound", no_go, value,
                listening.error().message() + ": unplug the microphone and plug it back in"};
    if (frames < format.frames(wanted))
        return {"sound", no_go, value, "it gives too few frames; unplug it and plug it back in"};
    return {"sound", ok, value, ""};
}

CheckResult check_rate(std::optional<double> ppm) {
    if (!ppm) return {"rate", not_here, "", "ten seconds are needed to know; --card-for 30s"};
    const std::string value = print("%+.1f ppm", *ppm);
    if (std::abs(*ppm) > 200)
        return {"rate", warn, value,
                "its clock is off by more than 200 ppm; long takes drift, try another microphone"};
    return {"rate", ok, value, ""};
}

CheckResult check_level(const AudioFormat& format, std::span<const std::byte> sound) {
    std::string value, text;
    for (unsigned channel = 0; channel < format.channels; ++channel) {
        const Heard heard =
            hear(samples_of(format, sound, channel), static_cast<std::size_t>(format.rate) / 10);
        value += (value.empty() ? "" : "; ") + print("floor %.1f dBFS, peak %.1f dBFS, DC %.2f %%",
                                                     static_cast<double>(to_dbfs(heard.floor)),
                                                     static_cast<double>(to_dbfs(heard.peak)),
                                                     percent(heard.dc));
        if (std::abs(heard.dc) > 0.01F)
            text = print("channel %u has a DC offset; a high-pass filter takes it away, another "
                         "microphone has none",
                         channel + 1);
        if (heard.peak > 0.999F)
            text = print("channel %u is at full scale; lower its gain", channel + 1);
    }
    return {"level", text.empty() ? ok : warn, value, text};
}

CheckResult check_channels(const AudioFormat& format, std::span<const std::byte> sound) {
    std::vector<std::vector<float>> all;
    for (unsigned channel = 0; channel < format.channels; ++channel)
        all.push_back(samples_of(format, sound, channel));
    const std::string value = print("%u", format.channels);
    for (unsigned i = 0; i < all.size(); ++i) {
        if (std::ranges::adjacent_find(all[i], std::not_equal_to<>()) == all[i].end())
            return {"channels", no_go, value,
                    print("channel %u is dead, one constant value; look at its switch, its cable "
                          "and its supply",
                          i + 1)};
        for (unsigned before = 0; before < i; ++before)
            if (all[before] == all[i])
                return {"channels", no_go, value,
                        print("channels %u and %u are identical; record one of them ([audio] "
                              "channels = 1), or look at the cable",
                              before + 1, i + 1)};
    }
    return {"channels", ok, value, ""};
}

} // namespace redstart

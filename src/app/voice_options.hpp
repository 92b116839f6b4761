// --voice, --hold and the option that makes a file of each part, as record and trim have them.
#pragma once

#include "audio/voice_gate.hpp"

#include <functional>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace redstart {

class VoiceOptions {
public:
    static constexpr float default_dbfs = -40;

    /// What an option took for its level and is none: the name of a file.
    using GiveBack = std::function<void(const std::string& word)>;

    /// `split` is the name of the third option. A bad value is wrong usage, in words.
    void add_to(CLI::App& command, const std::string& split, std::chrono::nanoseconds longest_hold,
                const GiveBack& give_back);

    bool is_on() const noexcept { return is_on_; } // one of them was given; for trim always
    const VoiceSettings& settings() const noexcept { return settings_; }

private:
    void set_level(const std::string& word, const GiveBack& give_back);
    void set_hold(std::chrono::nanoseconds longest);

    VoiceSettings settings_;
    std::string level_, hold_;
    bool is_on_ = false;
};

/// "-40dBFS", "-40dB" or "-40", -120 to 0; nothing for any other text.
std::optional<float> parse_level(const std::string& text);

/// "-40 dBFS"
std::string show_level(float dbfs);

} // namespace redstart

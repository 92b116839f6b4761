// --voice, --hold and the option that makes a file of each part, as record and trim have them.
#pragma once

#include "audio/voice_gate.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

class Command;

class VoiceOptions {
public:
    static constexpr float default_dbfs = -40;

    /// What an option took for its level and is none: the name of a file.
    using GiveBack = std::function<void(const std::string& word)>;

    void add_to(Command& command, const std::string& split); // the name of the third option

    /// Once all words are read. Throws WrongUsage.
    void settle(std::chrono::nanoseconds longest_hold, const GiveBack& give_back);

    bool is_on() const noexcept { return has_level_ || settings_.splits; } // for record
    bool has_only_hold() const noexcept { return !is_on() && !hold_.empty(); }
    const VoiceSettings& settings() const noexcept { return settings_; }

private:
    void set_level(const std::string& word, const GiveBack& give_back);
    void set_hold(std::chrono::nanoseconds longest);

    VoiceSettings settings_;
    std::string level_, hold_;
    bool has_level_ = false;
};

/// "-40 dBFS"
std::string show_level(float dbfs);

} // namespace redstart

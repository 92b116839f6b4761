// A simulated microphone of a test's own, and the orders to it.
#pragma once

#include "simulated/state_file.hpp"
#include "support/folder.hpp"

#include <redstart/source.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace redstart {

extern const char simulated_asound_conf[]; // the board's devices, for ALSA_CONFIG_PATH

/// From here on this process sees the simulated board's sound devices, whatever the machine has.
/// Before the first thread that may ask the environment. ALSA takes a space in a path for its end,
/// so the file has a second name that has none.
inline void use_simulated_board() {
    static const TemporaryFolder folder;
    const auto name = folder.path() / "asound.conf";
    std::error_code is_there;
    std::filesystem::create_symlink(simulated_asound_conf, name, is_there);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755)); // for other users
    ::setenv("ALSA_CONFIG_PATH", name.c_str(), 1);
}

/// While it exists any number of streams may be opened on pcm(), one at a time, by this process
/// or by others (with ALSA_CONFIG_PATH set). All calls are for any thread.
class SimulatedMicrophone {
public:
    enum class Pace : bool { real_time, as_fast_as_read };

    /// `source`: tone, counter, or the path of a WAV file. `device`: microphone or picky.
    explicit SimulatedMicrophone(const std::string& source = "counter", Pace pace = Pace::real_time,
                                 const std::string& device = "microphone")
        : state_(folder_.path() / "state"),
          pcm_(device + ":SOURCE=" + source + ",STATE=" + (folder_.path() / "state").string() +
               ",PACED=" + (pace == Pace::real_time ? "yes" : "no")) {
        use_simulated_board();
    }

    const std::string& pcm() const noexcept { return pcm_; }
    std::string state_path() const { return folder_.path() / "state"; }

    // orders, see StateFile
    void vanish() noexcept { state_.vanish(); }
    void come_back() noexcept { state_.come_back(); }
    void overrun() noexcept { state_.overrun(); }
    void stall(std::chrono::nanoseconds duration) noexcept { state_.stall(duration); }
    void skip(Frames frames) noexcept { state_.skip(frames); }
    void drift(std::int64_t ppm) noexcept { state_.drift(ppm); }

    // its controls, as the mixer.cpp beside it has them
    void mute(bool muted) noexcept { state_->is_muted = muted ? 1 : 0; }
    void set_volume(int step) noexcept {
        state_->attenuation[0] = state_->attenuation[1] = 40 - step;
    }
    bool is_muted() const noexcept { return state_->is_muted != 0; }
    int volume() const noexcept { return 40 - state_->attenuation[0]; }
    unsigned input() const noexcept { return state_->input; }
    void hang_controls(bool hang) noexcept { state_->controls_hang = hang ? 1 : 0; }
    std::uint64_t hung() const noexcept { return state_->hung; }

    // tellings, of the stream that was started last
    TimePoint started_at() const noexcept { // the epoch: never
        return TimePoint(std::chrono::nanoseconds(state_->started_at));
    }
    bool has_run_for(std::chrono::nanoseconds duration) const noexcept {
        const TimePoint start = started_at();
        return start != TimePoint{} && Clock::now() - start >= duration;
    }
    /// How far its time line had come when a reader looked last; lost frames are part of it.
    Frames frames_delivered() const noexcept { return state_->frames; }
    Frames frames_lost() const noexcept { return state_->lost; }
    unsigned rate() const noexcept { return state_->rate; }
    unsigned channels() const noexcept { return state_->channels; }
    std::uint64_t opens() const noexcept { return state_->opens; }

private:
    TemporaryFolder folder_;
    StateFile state_;
    std::string pcm_;
};

} // namespace redstart

// The controls of a sound card, by the names that `amixer controls` shows.
#pragma once

#include <alsa/asoundlib.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace redstart {

struct MixerControl {
    enum class Kind : std::uint8_t { on_off, number, choice };

    std::string name; // with ",index=1" where there are several of that name
    unsigned numid = 0;
    Kind kind = Kind::number;
    bool is_writable = true;
    long least = 0, most = 1; // of an on_off 0 and 1, of a choice its places
    std::vector<std::string> choices;
    std::optional<std::pair<double, double>> range_db;
    unsigned channels = 1;
    std::vector<long> values; // of each channel, as they were when it was read; none: it could not

    /// Of a microphone that is switched off nothing but zeros come.
    bool is_capture_switch() const noexcept;
    bool is_off() const noexcept; // an on_off, off on every channel
};

/// "80 % (-12.0 dB)", "on", "Line"; of each channel where they differ.
std::string show_value(const MixerControl& control, const std::vector<double>& in_db = {});

/// Every call goes to the device: a USB card takes milliseconds, one that was pulled out answers
/// with an Error. Belongs to one thread.
class Mixer {
public:
    /// "hw:1", of the card that a PCM belongs to; where it belongs to none, as a plugin's, the
    /// PCM's own name: ALSA's configuration may call a control by the same.
    static std::string name_for(snd_pcm_t* pcm, const std::string& device);

    /// By ALSA's name. Throws Error where there is none.
    explicit Mixer(std::string name);

    const std::string& name() const noexcept { return name_; }

    /// All that can be set or read: switches, numbers and choices of the mixer, in the card's
    /// order, with their values. Throws Error.
    std::vector<MixerControl> controls() const;

    /// All channels the same. Throws Error.
    void set(const MixerControl& control, long value) const;

    /// Nothing where the control has no scale in dB.
    std::optional<double> to_db(const MixerControl& control, long value) const;
    std::optional<long> from_db(const MixerControl& control, double db) const; // the nearest below
    std::string show(const MixerControl& control) const; // show_value() in dB too

private:
    std::optional<MixerControl> read(snd_ctl_elem_id_t* id) const;

    struct Closer {
        void operator()(snd_ctl_t* ctl) const noexcept { snd_ctl_close(ctl); }
    };
    std::string name_;
    std::unique_ptr<snd_ctl_t, Closer> ctl_;
};

} // namespace redstart

// The level meter on a terminal: a bar with peak hold per channel, and a line of counts.
#pragma once

#include <redstart/source.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace redstart {

struct MeterReading {
    std::vector<float> peaks_dbfs, rms_dbfs; // per channel
    std::chrono::nanoseconds elapsed{};
    std::uint64_t bytes = 0;
    Frames lost = 0;
    unsigned overruns = 0;
    std::string remark; // behind the counts
};

/// Draws itself over what it drew before. Above eight channels it shows the loudest only, so that
/// it fits a small screen. No line is wider than the window.
class Meter {
public:
    /// The text to be written to a terminal of that width, cursor moves included.
    std::string draw(const MeterReading& reading, TimePoint now, std::size_t columns);

    /// Takes away what was drawn: what is written next stands in its place, and the next drawing
    /// below that.
    std::string erase();

private:
    struct Hold {
        float dbfs = -120;
        TimePoint since{};
    };

    static std::string bar(float peak, float rms, float held, std::size_t width);
    float hold(Hold& hold, float peak, TimePoint now) const;

    unsigned lines_ = 0; // drawn before
    std::vector<Hold> holds_;
};

} // namespace redstart

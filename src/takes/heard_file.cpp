// Holds a sidecar to the sound that is there; nothing that it says makes this take more memory.
#include "takes/heard_file.hpp"

#include "disk/take_paths.hpp"
#include "takes/bounded_json.hpp"
#include "takes/journal.hpp"
#include "wav/flac_info.hpp"
#include "wav/read_metadata.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace redstart {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Redstart's words; any other is unknown.
constexpr std::array<std::string_view, 8> known_ends = {"order", "length",  "split", "device",
                                                        "full",  "failure", "crash", "power"};

/// The sidecar, else the journal; one that cannot be read is none.
std::optional<Sidecar> sidecar_of(const fs::path& file) {
    const TakePaths paths = TakePaths::of_sound(file);
    try {
        if (auto sidecar = read_sidecar(paths.sidecar())) return sidecar;
        return read_journal(paths.journal());
    } catch (const Error&) {
        return {};
    }
}

void tell(HeardFile& heard, const Sidecar& sidecar) {
    heard.has_sidecar = true;
    heard.boot = sidecar.boot;
    heard.boottime = sidecar.boottime;
    heard.continues = sidecar.continues.has_value();
    const bool is_dated = sidecar.clock != "not set";
    heard.start.reset();
    if (sidecar.start && is_dated)
        heard.start = std::chrono::floor<std::chrono::milliseconds>(*sidecar.start);
    if (std::ranges::find(known_ends, sidecar.stop) != known_ends.end()) heard.ended = sidecar.stop;
    if (!sidecar.figures) return;
    heard.worst_write = sidecar.figures->worst_write;
    heard.drift_ppm = sidecar.figures->drift_ppm;
}

double value(const json& item, const char* key) {
    const auto found = item.find(key);
    return found != item.end() && found->is_number() ? found->get<double>() : 0;
}

/// Values beyond what a file can have are none.
Frames frames_in(const json& item, const char* key) {
    const double frames = value(item, key);
    return frames >= 0 && frames < static_cast<double>(Sidecar::most_frames)
               ? static_cast<Frames>(frames)
               : 0;
}

const json& list(const json& item, const char* key) {
    static const json none = json::array();
    const auto found = item.find(key);
    return found != item.end() && found->is_array() ? *found : none;
}

/// Exact zeros for nearly all of the minute, or no peak above -90 dBFS.
bool is_silent(const json& zeros, const json& peaks, std::size_t channel, double seconds) {
    const auto number = [channel](const json& all) {
        return channel < all.size() && all[channel].is_number()
                   ? std::optional(all[channel].get<double>())
                   : std::nullopt;
    };
    const auto zero = number(zeros), peak = number(peaks);
    return (zero && *zero >= 0.95 * seconds) || (peak && *peak < -90);
}

HeardMinute minute_from(const json& item, unsigned rate) {
    HeardMinute minute;
    minute.at = frames_in(item, "at");
    minute.frames = frames_in(item, "frames");
    const double seconds = static_cast<double>(minute.frames) / rate;
    for (const json& runs : list(item, "clips"))
        if (runs.is_number_unsigned() && runs < 1'000'000'000U)
            minute.clips += runs.get<std::uint64_t>();
    const json &zeros = list(item, "zeros"), &peaks = list(item, "peak_dbfs");
    const std::size_t channels = std::min<std::size_t>(std::max(zeros.size(), peaks.size()), 1024);
    for (std::size_t c = 0; c < channels && seconds > 0; ++c)
        if (is_silent(zeros, peaks, c, seconds)) minute.silent.push_back(static_cast<unsigned>(c));
    return minute;
}

void read_minutes(const fs::path& file, unsigned rate,
                  const std::function<void(const HeardMinute&)>& on_minute) {
    auto fill = fill_from(TakePaths::of_sound(file).sidecar());
    if (!fill) return;
    BoundedText text(std::move(fill));
    parse_bounded(
        text, [](std::string_view key) { return key == "minutes"; },
        [&](std::string_view, const json& item) { on_minute(minute_from(item, rate)); });
}

/// Of Redstart's own header, which is in UTC; another recorder's may be in its local time.
std::optional<UtcTime> time_in_header(const fs::path& file, unsigned rate) {
    std::string date, reference;
    for (const auto& [key, value] : read_wav_metadata(file).bext) {
        if (key == "date") date = value;
        if (key == "time_reference") reference = value;
    }
    const auto midnight = parse_utc(date + "T00:00:00.000Z");
    Frames since = 0;
    const auto read = std::from_chars(reference.data(), reference.data() + reference.size(), since);
    if (!midnight || read.ec != std::errc{} || time_of(since, rate) >= std::chrono::days(1))
        return {};
    return std::chrono::floor<std::chrono::milliseconds>(*midnight) + time_of(since, rate);
}

bool are_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::chrono::milliseconds time_of(Frames frames, unsigned rate) noexcept {
    const Frames second = std::max(rate, 1U), count = std::min(frames, Sidecar::most_frames);
    return std::chrono::milliseconds(count / second * 1000 + count % second * 1000 / second);
}

std::optional<UtcTime> time_in_name(const std::string& name) {
    const std::size_t t = name.find('T', 8);
    if (t == std::string::npos) return {};
    std::string date = name.substr(0, t);
    if (date.size() >= 10 && date[date.size() - 3] == '-') // the names before
        date = date.substr(date.size() - 10, 4) + date.substr(date.size() - 5, 2) +
               date.substr(date.size() - 2);
    if (date.size() > 8) date.erase(0, date.size() - 8);
    const std::string time = name.substr(t + 1, 6);
    if (!are_digits(date) || !are_digits(time) || time.size() != 6) return {};
    const auto utc =
        parse_utc(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6) + "T" +
                  time.substr(0, 2) + ":" + time.substr(2, 2) + ":" + time.substr(4) + ".000Z");
    if (!utc) return {};
    return std::chrono::floor<std::chrono::milliseconds>(*utc);
}

HeardFile read_heard_file(const fs::path& file) {
    const WavInfo sound = read_sound_info(file);
    HeardFile heard;
    heard.file = file;
    heard.rate = std::max(sound.rate, 1U);
    heard.frames = sound.frames;
    heard.ended = "unknown";
    heard.start = time_in_name(file.filename());
    if (const auto sidecar = sidecar_of(file))
        tell(heard, *sidecar);
    else if (!heard.start && sound.note)
        heard.start = time_in_header(file, heard.rate);
    return heard;
}

Frames read_events(const fs::path& file, const std::function<void(const Gap&)>& on_gap,
                   const std::function<void(const HeardMinute&)>& on_minute) {
    const auto sidecar = sidecar_of(file);
    if (!sidecar) return 0;
    for (const Sidecar::Event& event : sidecar->events)
        if (event.gap) on_gap(*event.gap);
    try {
        read_minutes(file, std::max(sidecar->format.rate, 1U), on_minute);
    } catch (const Error&) { // gone since
    }
    return sidecar->unlisted_frames_lost;
}

} // namespace redstart

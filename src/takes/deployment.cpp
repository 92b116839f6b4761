// Two passes over the files: what each is, then what happened in it.
#include "takes/deployment.hpp"

#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

namespace fs = std::filesystem;
using namespace std::chrono;

namespace {

bool is_sound(const fs::path& file) {
    return is_wav_of_any_recorder(file) || is_part(file) || file.extension() == ".flac";
}

class Reader {
public:
    Reader(const fs::path& folder, const WantedTime& wanted, std::stop_token stop)
        : wanted_(wanted), stop_(std::move(stop)) {
        if (!is_folder(folder)) throw Error(folder, "no folder", "name the folder of the takes");
        const auto unreadable = [this](const Error& error) { complain(error.what()); };
        for (const fs::path& file : files_below(folder, is_sound, unreadable)) read(file);
    }

    Deployment result() && {
        date_by_boot();
        sort();
        measure_span();
        add_cover();
        for (const HeardFile& file : out_.all) add(file);
        for (const auto& [cause, lost] : out_.gaps) out_.heard -= lost.time;
        out_.heard = std::max(out_.heard + out_.covered, 0ms);
        return std::move(out_);
    }

private:
    void go_on() const {
        if (stop_.stop_requested())
            throw Error("report", "it was ended before it was done", "make it again");
    }

    void complain(const std::string& what) {
        ++out_.unreadable_files;
        if (out_.unreadable.size() < Deployment::most_lines) out_.unreadable.push_back(what);
    }

    void read(const fs::path& file) {
        go_on();
        try {
            out_.all.push_back(read_heard_file(file));
        } catch (const Error& error) {
            complain(error.what());
        }
    }

    /// What the wall clock said in a boot, at whose beginning it was not set.
    void date_by_boot() {
        std::map<std::string, UtcTime> boots;
        const auto since_boot = [](const HeardFile& file) {
            return floor<milliseconds>(file.boottime);
        };
        for (const HeardFile& file : out_.all)
            if (file.start && !file.boot.empty())
                boots.try_emplace(file.boot, *file.start - since_boot(file));
        for (HeardFile& file : out_.all)
            if (const auto boot = boots.find(file.boot); !file.start && boot != boots.end())
                file.start = boot->second + since_boot(file);
    }

    void sort() {
        std::ranges::stable_sort(out_.all, [](const HeardFile& one, const HeardFile& other) {
            if (one.start && other.start) return *one.start < *other.start;
            return one.start.has_value() && !other.start;
        });
    }

    void measure_span() {
        std::optional<UtcTime> first, last;
        for (const HeardFile& file : out_.all) {
            if (!file.start) continue;
            const UtcTime end = *file.start + file.duration();
            first = std::min(first.value_or(*file.start), *file.start);
            last = std::max(last.value_or(end), end);
        }
        out_.from = wanted_.from ? wanted_.from : first;
        out_.to = wanted_.to ? wanted_.to : last;
        if (!out_.from || !out_.to) return out_.from.reset(), out_.to.reset();
        out_.to = std::max(*out_.from, *out_.to);
        out_.wanted = *out_.to - *out_.from;
    }

    UtcTime within(UtcTime time) const { return std::clamp(time, *out_.from, *out_.to); }

    /// Files of two recorders may overlap; what both have was heard once.
    void add_cover() {
        if (!out_.from) return;
        UtcTime covered_to = *out_.from;
        std::string ended = "before the first take";
        for (const HeardFile& file : out_.all) {
            if (!file.start) break;
            const UtcTime begin = within(*file.start), end = within(*file.start + file.duration());
            if (begin == end && file.frames > 0) continue; // outside of what was wanted
            pause(ended, covered_to, begin);
            out_.covered += std::max(end - std::max(begin, covered_to), 0ms);
            if (end >= covered_to) ended = "after " + file.ended;
            covered_to = std::max(covered_to, end);
        }
        pause(ended, covered_to, *out_.to);
    }

    void pause(const std::string& ended, UtcTime from, UtcTime to) {
        if (to <= from) return;
        Deployment::Lost& lost = out_.pauses[ended];
        ++lost.count;
        lost.time += to - from;
    }

    void add(const HeardFile& file) {
        go_on();
        if (!file.start) {
            ++out_.undated;
            out_.undated_time += file.duration();
        } else if (within(*file.start) == within(*file.start + file.duration())) {
            return; // it is about another time
        } else {
            draw(*file.start, file.duration(), DayStrip::recorded);
        }
        ++out_.files;
        if (!file.continues) ++out_.takes;
        if (file.ended != "split") ++out_.ended[file.ended];
        if (!file.has_sidecar) ++out_.without_sidecar;
        add_figures(file);
        add_events(file);
    }

    void add_figures(const HeardFile& file) {
        if (file.worst_write && (!out_.worst_write || *file.worst_write > *out_.worst_write)) {
            out_.worst_write = file.worst_write;
            out_.worst_file = file.file;
        }
        if (!file.drift_ppm) return;
        out_.least_drift_ppm =
            std::min(out_.least_drift_ppm.value_or(*file.drift_ppm), *file.drift_ppm);
        out_.most_drift_ppm =
            std::max(out_.most_drift_ppm.value_or(*file.drift_ppm), *file.drift_ppm);
    }

    void add_events(const HeardFile& file) {
        bool has_minutes = false;
        const Frames unlisted = read_events(
            file.file, [&](const Gap& gap) { add_gap(file, gap); },
            [&](const HeardMinute& minute) {
                has_minutes = true;
                add_minute(file, minute);
            });
        if (unlisted > 0) lose("not listed", time_of(std::min(unlisted, file.frames), file.rate));
        if (!has_minutes) ++out_.without_minutes;
    }

    void lose(std::string_view cause, milliseconds time) {
        Deployment::Lost& lost = out_.gaps[std::string(cause)];
        ++lost.count;
        lost.time += time;
    }

    /// A gap ends with its file, whatever its sidecar says.
    void add_gap(const HeardFile& file, const Gap& gap) {
        if (gap.at >= file.frames) return;
        milliseconds time = time_of(std::min(gap.frames, file.frames - gap.at), file.rate);
        if (!file.start) return; // in none of what was wanted
        const UtcTime begin = *file.start + time_of(gap.at, file.rate);
        if (begin >= *out_.to || begin + time <= *out_.from) return;
        time = within(begin + time) - within(begin);
        lose(to_string(gap.cause), time);
        draw(begin, std::max(time, 1ms), DayStrip::gap);
    }

    void add_minute(const HeardFile& file, const HeardMinute& minute) {
        if (minute.at >= file.frames) return;
        const milliseconds time =
            time_of(std::min(minute.frames, file.frames - minute.at), file.rate);
        const UtcTime begin = file.start.value_or(UtcTime{}) + time_of(minute.at, file.rate);
        if (file.start && (begin >= *out_.to || begin + time <= *out_.from)) return;
        out_.clips += minute.clips;
        const auto minutes = std::max<std::int64_t>(round<std::chrono::minutes>(time).count(), 1);
        for (const unsigned channel : minute.silent)
            if (channel < 32 || out_.silent.contains(channel))
                out_.silent[channel] += static_cast<std::uint64_t>(minutes);
        if (!file.start) return;
        if (!minute.silent.empty()) draw(begin, time, DayStrip::silent);
        if (minute.clips > 0) draw(begin, time, DayStrip::clipped);
    }

    void draw(UtcTime begin, milliseconds time, DayStrip::Bit bit) {
        const auto first = floor<minutes>(within(begin)),
                   last = ceil<minutes>(within(begin + time));
        for (auto date = floor<days>(first); date < last; date += days(1)) {
            const auto day = strip_of(date);
            if (day == out_.days.end()) return;
            const auto begin_of_day = std::max(first - date, 0min).count();
            const auto end_of_day = std::min(last - date, minutes(1440)).count();
            for (auto i = begin_of_day; i < end_of_day; ++i)
                day->second.minutes[static_cast<std::size_t>(i)] |= bit;
        }
    }

    std::map<sys_days, DayStrip>::iterator strip_of(sys_days date) {
        const auto found = out_.days.find(date);
        if (found != out_.days.end()) return found;
        if (out_.days.size() >= Deployment::most_days) {
            out_.has_all_days = false;
            return out_.days.end();
        }
        return out_.days.emplace(date, DayStrip{}).first;
    }

    WantedTime wanted_;
    std::stop_token stop_;
    Deployment out_;
};

} // namespace

Deployment read_deployment(const fs::path& folder, const WantedTime& wanted, std::stop_token stop) {
    return Reader(folder, wanted, std::move(stop)).result();
}

} // namespace redstart

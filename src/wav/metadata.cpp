// Writes each chunk as text and numbers of a fixed length, so that it can be changed in place.
#include "wav/metadata.hpp"

#include "base/dating_time.hpp"
#include "wav/bytes.hpp"
#include "wav/metadata_text.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t room_for_ends = 320; // what GUANO tells once the file is over
constexpr std::size_t most_behind = 38 * 1024;

std::string chunk(std::string_view id, std::string payload) {
    std::string size(4, '\0');
    store(std::as_writable_bytes(std::span(size)), 0, static_cast<std::uint32_t>(payload.size()));
    if (payload.size() % 2 != 0) payload += '\0';
    return std::string(id) + size + payload;
}

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        const std::size_t comma = std::min(text.find(','), text.size());
        words.emplace_back(text.substr(0, comma));
        if (comma == text.size()) return words;
        text.remove_prefix(comma + 1);
    }
}

/// Without the ending.
std::string stem(const std::string& name) {
    return name.substr(0, name.rfind('.'));
}

} // namespace

void Description::apply(const Notes& notes) {
    const auto of = [&notes](const char* key) -> const std::string* {
        const auto found = notes.all().find(key);
        return found == notes.all().end() ? nullptr : &found->second;
    };
    const std::pair<const char*, std::string*> texts[] = {
        {"project", &project}, {"place", &place}, {"artist", &artist}, {"note", &note}};
    for (const auto& [key, text] : texts)
        if (const auto* given = of(key)) *text = *given;
    if (const auto* given = of("tracks")) tracks = split_at_commas(*given);
    if (const auto* given = of("position")) {
        position = parse_position(*given);
        if (!position)
            throw Error("note position", "\"" + *given + "\" is no place on the earth",
                        "write latitude and longitude, like position=52.5,13.4");
    }
}

FileMetadata::FileMetadata(std::shared_ptr<TakeMetadata> take, const AudioFormat& format,
                           std::string name, std::string boot_id)
    : take_(std::move(take)), format_(format), name_(std::move(name)), boot_(std::move(boot_id)) {}

void FileMetadata::begin(TimePoint first, Frames place) {
    place_ = place;
    index_ = ++take_->files;
    if (take_->uid.empty()) begin_take(first - format_.duration(place));
    look_at_clock();
}

/// What the take's first file knew holds for all: an editor lays them end to end.
void FileMetadata::begin_take(TimePoint first) {
    char uid[32];
    std::snprintf(uid, sizeof uid, "%016llx",
                  static_cast<unsigned long long>(first.time_since_epoch().count()));
    take_->uid = boot_.substr(0, 8) + uid;
    const Timestamp start = at(timestamp_now(), first);
    take_->boottime = std::chrono::floor<std::chrono::microseconds>(start.boottime);
    if (start.clock.set && !take_->begin)
        take_->begin = frames_since_1970(start.utc.time_since_epoch(), format_.rate);
}

void FileMetadata::look_at_clock() {
    const Timestamp now = take_->begin ? timestamp_now() : dating_time();
    if (!take_->begin && now.clock.set) {
        const auto first = wall_time_of(take_->boottime, now).time_since_epoch();
        take_->begin = frames_since_1970(first, format_.rate);
        clock_ = has_guano() && !now.clock.phone_error ? set_afterwards : to_string(now.clock);
    } else if (take_->begin && clock_ == "not set") {
        clock_ = to_string(now.clock);
    }
    if (take_->begin) begin_ = *take_->begin + place_;
}

bool FileMetadata::set_pre_roll(Frames frames) noexcept {
    return std::exchange(pre_roll_, frames) != frames && has_guano();
}

void FileMetadata::end(Frames frames, std::size_t gaps, Frames lost, const TakeFigures& figures) {
    char line[96];
    const auto add = [&](const char* format, auto... values) {
        std::snprintf(line, sizeof line, format, values...);
        ends_.emplace_back(line);
    };
    ends_.clear();
    has_ended_ = true;
    look_at_clock();
    add("Length: %.3f", std::chrono::duration<double>(format_.duration(frames)).count());
    add("Redstart|Gaps: %zu", gaps);
    add("Redstart|Frames Lost: %lld", static_cast<long long>(lost));
    if (figures.drift_ppm) add("Redstart|Drift ppm: %.1f", *figures.drift_ppm);
    add("Redstart|Stop: %s", std::string(to_string(figures.stop)).c_str());
}

void FileMetadata::put(HeaderPage& header) {
    const std::size_t room = room_for_chunks(header);
    std::string front;
    behind_.clear();
    const auto place = [&](const std::string& whole) {
        std::string& to = front.size() + whole.size() <= room ? front : behind_;
        if (&to == &front || behind_.size() + whole.size() <= most_behind) to += whole;
    };
    place(chunk("bext", bext()));
    place(chunk("LIST", info()));
    place(chunk("guan", guano()));
    place(chunk("iXML", ixml()));
    put_chunks(header, front);
    if (guano_bytes_ == 0) guano_bytes_ = guano().size();
}

std::string FileMetadata::bext() const {
    const Description& about = take_->description;
    BextFacts facts;
    for (const std::string* text : {&about.project, &about.place, &about.note})
        if (!text->empty()) facts.description += (facts.description.empty() ? "" : ", ") + *text;
    facts.originator = take_->program;
    facts.reference = take_->uid + "-" + std::to_string(index_);
    facts.begin = begin_;
    facts.format = format_;
    return bext_text(facts);
}

/// What most players show.
std::string FileMetadata::info() const {
    const Description& about = take_->description;
    std::string list = "INFO" + chunk("ISFT", take_->program + '\0');
    const std::pair<const char*, const std::string*> rows[] = {
        {"IART", &about.artist}, {"IPRD", &about.project}, {"ICMT", &about.note}};
    for (const auto& [id, text] : rows)
        if (!text->empty()) list += chunk(id, *text + '\0');
    return list;
}

std::string FileMetadata::guano() const {
    const Description& about = take_->description;
    std::string text = "GUANO|Version: 1.0\n";
    const auto add = [&text](const std::string& key, const std::string& value) {
        if (!value.empty()) text += key + ": " + value + '\n';
    };
    if (begin_) add("Timestamp", guano_time(*begin_, format_.rate, has_ended_));
    add("Samplerate", std::to_string(format_.rate));
    add("Make", "Redstart");
    add("Model", take_->device);
    add("Serial", take_->host);
    add("Firmware Version", take_->program);
    add("Original Filename", name_);
    if (about.position) add("Loc Position", to_string(*about.position));
    add("Note", about.note);
    add("Redstart|Project", about.project);
    add("Redstart|Place", about.place);
    add("Redstart|Artist", about.artist);
    for (const auto& [key, value] : take_->notes.all()) add("Redstart|Note " + key, value);
    add("Redstart|Clock", clock_);
    if (guano_bytes_ == 0) { // its first: what comes later has to fit
        text.resize(text.size() + room_for_ends, ' ');
        text.resize(text.size() + text.size() % 2, ' ');
        return text;
    }
    for (const std::string& line : ends_)
        if (text.size() + line.size() + 1 <= guano_bytes_) text += line + '\n';
    text.resize(guano_bytes_, ' ');
    return text;
}

std::string FileMetadata::ixml() const {
    const Description& about = take_->description;
    Xml xml("BWFXML");
    xml.add("IXML_VERSION", "2.10");
    xml.add("PROJECT", about.project);
    xml.add("TAPE", take_->host);
    xml.add("TAKE", stem(name_));
    xml.add("NOTE", about.note);
    xml.add("FILE_UID", take_->uid + "-" + std::to_string(index_));
    xml.add("PRE_RECORD_SAMPLECOUNT", ten_digits(static_cast<std::uint64_t>(pre_roll_)));
    const std::uint64_t reference = begin_ ? since_midnight(*begin_, format_.rate) : 0;
    xml.open("SPEED");
    xml.add("FILE_SAMPLE_RATE", std::to_string(format_.rate));
    xml.add("AUDIO_BIT_DEPTH", std::to_string(8 * sample_bytes(format_.sample)));
    xml.add("DIGITIZER_SAMPLE_RATE", std::to_string(format_.rate));
    xml.add("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", ten_digits(reference >> 32));
    xml.add(samples_since_midnight_lo, ten_digits(reference & 0xFFFF'FFFF));
    xml.add("TIMESTAMP_SAMPLE_RATE", std::to_string(format_.rate));
    xml.close();
    xml.open("FILE_SET");
    xml.add("FAMILY_UID", take_->uid);
    xml.add("FILE_SET_INDEX", std::to_string(index_));
    xml.close();
    if (!about.place.empty() || about.position) {
        xml.open("LOCATION");
        xml.add("LOCATION_NAME", about.place);
        if (about.position) xml.add("LOCATION_GPS", to_string(*about.position));
        xml.close();
    }
    xml.open("TRACK_LIST");
    xml.add("TRACK_COUNT", std::to_string(format_.channels));
    for (unsigned channel = 0; channel < format_.channels; ++channel) {
        xml.open("TRACK");
        xml.add("CHANNEL_INDEX", std::to_string(channel + 1));
        xml.add("INTERLEAVE_INDEX", std::to_string(channel + 1));
        if (channel < about.tracks.size()) xml.add("NAME", about.tracks[channel]);
        xml.close();
    }
    xml.close();
    return xml.text();
}

} // namespace redstart

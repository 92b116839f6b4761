// Appends whole lines, each in one write, and reads those that are whole.
#include "takes/journal.hpp"

#include "disk/storage.hpp"
#include "takes/bounded_json.hpp"
#include "takes/journal_note.hpp"
#include "takes/lines.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

using nlohmann::json;

constexpr std::size_t most_event_line = 2048; // a minute of 32 channels

/// What stands in a sidecar only once the take is over, and its date, which may come late.
constexpr std::array end_keys = {"frames", "stop",   "start",          "clock",    "clock_error_ms",
                                 "ring",   "writes", "worst_write_ms", "drift_ppm"};

std::string text(const json& object) {
    return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string end_line(const Sidecar& sidecar) {
    const json whole = to_json(sidecar);
    json end;
    for (const char* key : end_keys)
        if (const auto found = whole.find(key); found != whole.end()) end[key] = *found;
    return text({{"end", std::move(end)}});
}

/// A line of fixed room, filled without allocation.
class Line {
public:
    void add(std::string_view text) noexcept {
        for (const char c : text) add(c);
    }
    void add(Frames number) noexcept {
        std::array<char, 24> digits{};
        std::snprintf(digits.data(), digits.size(), "%lld", static_cast<long long>(number));
        add(std::string_view(digits.data()));
    }
    void add_quoted(std::string_view text) noexcept {
        add('"');
        for (const char c : text) add_escaped(c);
        add('"');
    }
    std::string_view text() const noexcept { return {bytes_.data(), size_}; }

private:
    void add(char c) noexcept {
        if (size_ < bytes_.size()) bytes_[size_++] = c;
    }
    void add_escaped(char c) noexcept {
        if (c == '"' || c == '\\') {
            add('\\');
            add(c);
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            add(std::string_view(code.data()));
        } else {
            add(c);
        }
    }

    std::array<char, 6 * Marks::most_label_bytes + 128> bytes_{}; // every character escaped
    std::size_t size_ = 0;
};

/// An event's line in the shape that sidecar_from() reads.
void add_event(Sidecar& sidecar, const json& head, const json& line) {
    json shape = head;
    for (const auto& [one, all] :
         {std::pair{"mark", "marks"}, std::pair{"gap", "gaps"}, std::pair{"minute", "minutes"}})
        if (const auto found = line.find(one); found != line.end())
            shape[all] = json::array({*found});
    const auto read = sidecar_from(shape);
    if (!read) return;
    for (const Sidecar::Event& event : read->events) sidecar.add(event);
    for (const MinuteLine& minute : read->minutes.lines()) sidecar.minutes.add(minute);
}

/// Of the line of an end, what belongs there.
void add_end(json& head, const json& end) {
    for (const char* key : end_keys)
        if (const auto found = end.find(key); found != end.end()) head[key] = *found;
    if (const auto notes = end.find("notes"); notes != end.end()) head["notes"] = *notes;
}

std::optional<Sidecar> journal_in(Lines lines) {
    const json format = {{"redstart", 1}, {"format", "S16_LE"}, {"rate", 48000}, {"channels", 1}};
    json head;
    Sidecar events;
    while (const auto text = lines.next()) {
        if (!head.is_null() && text->size() > most_event_line) continue;
        const json line = parse_bounded(*text);
        if (!line.is_object()) continue;
        if (head.is_null())
            head = line;
        else if (const auto end = line.find("end"); end != line.end() && end->is_object())
            add_end(head, *end);
        else
            add_event(events, format, line);
    }
    auto sidecar = sidecar_from(head);
    if (!sidecar) return sidecar;
    sidecar->events = std::move(events.events);
    sidecar->minutes = std::move(events.minutes);
    sidecar->unlisted_frames_lost = events.unlisted_frames_lost;
    return sidecar;
}

/// How much of a journal is whole lines.
std::uint64_t whole_bytes(const std::filesystem::path& journal) {
    auto fill = fill_from(journal);
    if (!fill) return 0;
    Lines lines(std::move(fill));
    while (lines.next()) {
    }
    return lines.whole_bytes();
}

/// Behind the last whole line, and synced.
void append(const std::filesystem::path& journal, const std::string& line) {
    const std::uint64_t whole = whole_bytes(journal);
    const UniqueFd file(::open(journal.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) throw storage_error(journal, errno);
    std::array parts = {part(std::as_bytes(std::span(line)))};
    if (const auto error = cut_to(file.get(), whole)) throw storage_error(journal, error.value());
    if (const auto error = write_at(file.get(), whole, parts).error)
        throw storage_error(journal, error.value());
    if (const auto error = sync_all(file.get())) throw storage_error(journal, error.value());
}

} // namespace

Journal::Journal(const std::filesystem::path& wav) noexcept {
    try {
        path_ = TakePaths::of_sound(wav).journal();
    } catch (const std::bad_alloc&) {
        trouble_ = std::make_error_code(std::errc::not_enough_memory);
        return;
    }
    file_ = create_new(AT_FDCWD, path_.c_str(), O_WRONLY | O_APPEND);
    if (!file_) trouble_ = last_error();
}

void Journal::begin(const Sidecar& sidecar) noexcept {
    try {
        add(text(to_json(sidecar)));
    } catch (const std::exception&) {
        trouble_ = std::make_error_code(std::errc::not_enough_memory);
    }
}

void Journal::mark(Frames at, std::string_view label) noexcept {
    Line line;
    line.add("{\"mark\":{\"at\":");
    line.add(at);
    line.add(",\"label\":");
    line.add_quoted(label);
    line.add("}}\n");
    add(line.text());
}

void Journal::gap(const Gap& gap) noexcept {
    Line line;
    line.add("{\"gap\":{\"at\":");
    line.add(gap.at);
    line.add(",\"frames\":");
    line.add(gap.frames);
    line.add(",\"cause\":");
    line.add_quoted(to_string(gap.cause));
    line.add("}}\n");
    add(line.text());
}

void Journal::minute(const LevelMinute& minute, unsigned rate) noexcept {
    std::array<char, most_event_line> line;
    const char* end = write_minute(minute, rate, line.data(), line.data() + line.size());
    add({line.data(), static_cast<std::size_t>(end - line.data())});
}

void Journal::end(const Sidecar& sidecar) noexcept {
    try {
        add(end_line(sidecar));
    } catch (const std::exception&) {
        trouble_ = std::make_error_code(std::errc::not_enough_memory);
    }
}

void Journal::add(std::string_view line) noexcept {
    if (trouble_) return;
    std::array parts = {part(std::as_bytes(std::span(line)))};
    trouble_ = write_on(file_.get(), parts).error;
    is_dirty_ = true;
}

void Journal::sync() noexcept {
    if (trouble_ || !is_dirty_) return;
    trouble_ = is_on_card_ ? sync_data(file_.get()) : sync_all(file_.get());
    if (trouble_) return;
    is_on_card_ = true;
    is_dirty_ = false;
}

/// Also one that has trouble: it is ours all the same.
void Journal::remove() noexcept {
    struct stat ours {
    }, named{};
    const bool same = file_ && ::fstat(file_.get(), &ours) == 0 &&
                      ::lstat(path_.c_str(), &named) == 0 && ours.st_dev == named.st_dev &&
                      ours.st_ino == named.st_ino;
    file_.reset();
    if (same) ::unlink(path_.c_str());
}

std::optional<Sidecar> parse_journal(std::string_view bytes) {
    return journal_in(Lines(fill_from(bytes)));
}

std::optional<Sidecar> read_journal(const std::filesystem::path& journal) {
    auto fill = fill_from(journal);
    return fill ? journal_in(Lines(std::move(fill))) : std::nullopt;
}

void end_journal(const std::filesystem::path& journal, const Sidecar& sidecar) {
    append(journal, end_line(sidecar));
}

void note_in_journal(const std::filesystem::path& journal, const Notes& notes) {
    append(journal, text({{"end", {{"notes", json(notes.all())}}}}));
}

} // namespace redstart

// Each line is learnt from as it is read, and as it is written.
#include "dataset/session_log.hpp"

#include "base/utf8.hpp"
#include "dataset/one_line.hpp"
#include "dataset/take_place.hpp"
#include "disk/lookup.hpp"

#include <utility>

namespace redstart {
namespace {

std::string text(const Line& line, const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

double seconds(const AudioFormat& format, Frames frames) {
    return std::chrono::duration<double>(format.duration(frames)).count();
}

JsonLine announcement(const NextTake& take) {
    JsonLine line = {{"next", take.file},       {"id", take.id},
                     {"text", take.text},       {"label", take.label},
                     {"speaker", take.speaker}, {"session", take.session},
                     {"attempt", take.attempts}};
    if (!take.replaces.empty()) line.add("replaces", take.replaces);
    return line;
}

NextTake announced(const Line& line) {
    NextTake take;
    take.file = text(line, "next");
    take.id = text(line, "id");
    take.text = text(line, "text");
    take.label = text(line, "label");
    take.speaker = text(line, "speaker");
    take.session = text(line, "session");
    take.replaces = text(line, "replaces");
    if (const auto attempt = line.find("attempt");
        attempt != line.end() && attempt->is_number_unsigned())
        take.attempts = attempt->get<unsigned>();
    return take;
}

} // namespace

SessionLog::SessionLog(const std::filesystem::path& folder)
    : file_(folder / session_log_name, [&](const Line& line, std::size_t number) {
          const std::string file = text(line, "next"), fault = path_fault(file);
          if (!file.empty() && !fault.empty())
              throw Error((folder / session_log_name).string() + ":" + std::to_string(number),
                          fault, "take the line out");
          learn(line);
      }) {}

void SessionLog::learn(const Line& line) {
    if (line.contains("session") && !line.contains("next")) {
        sessions_.insert(text(line, "session"));
        const auto seed = line.find("seed");
        const bool is_shuffled = seed != line.end() && seed->is_number_unsigned();
        order_ = is_shuffled ? std::optional(seed->get<std::uint64_t>()) : std::nullopt;
    } else if (line.contains("next")) {
        open_ = announced(line);
    } else if (line.contains("began")) {
        if (open_ && open_->file == text(line, "began")) open_->start = text(line, "start");
    } else if (line.contains("take")) {
        learn_take(line);
    }
}

void SessionLog::learn_take(const Line& line) {
    open_.reset();
    const std::pair prompt(text(line, "speaker"), text(line, "id"));
    const auto faults = line.find("faults");
    const bool is_kept = faults == line.end() || faults->empty();
    if (is_kept)
        refused_.erase(prompt);
    else
        ++refused_[prompt];
}

unsigned SessionLog::refused(const std::string& speaker, const std::string& id) const {
    const auto found = refused_.find({speaker, id});
    return found == refused_.end() ? 0 : found->second;
}

void SessionLog::begin_session(const std::string& id, const std::optional<std::uint64_t>& seed,
                               const std::map<std::string, std::string>& notes) {
    for (const auto& [key, value] : notes)
        if (!is_utf8(key) || !is_utf8(value))
            throw Error("note " + one_line(key), "no UTF-8", "write it in UTF-8");
    const JsonLine line = {
        {"session", id}, {"seed", seed ? Line(*seed) : Line()}, {"notes", Line(notes)}};
    file_.append(line);
    learn(line.object());
}

void SessionLog::announce(const NextTake& take) {
    const JsonLine line = announcement(take);
    file_.append(line);
    learn(line.object());
}

void SessionLog::began(const std::string& start) {
    if (!open_) return;
    const JsonLine line = {{"began", open_->file}, {"start", start.empty() ? Line() : Line(start)}};
    file_.append_unsynced(line);
    learn(line.object());
}

void SessionLog::conclude(const NextTake& take, const std::vector<std::string>& faults,
                          const std::optional<TakeFacts>& facts) {
    JsonLine line = {{"take", take.file},
                     {"id", take.id},
                     {"speaker", take.speaker},
                     {"attempt", take.attempts},
                     {"faults", Line(faults)}};
    if (facts) {
        line.add("seconds", seconds(facts->format, facts->frames));
        line.add("silence_before", seconds(facts->format, facts->silence_before));
        line.add("silence_after", seconds(facts->format, facts->silence_after));
    }
    file_.append(line);
    learn(line.object());
}

void SessionLog::note(const std::string& file, const std::string& text) {
    file_.append({{"note", text}, {"file", file.empty() ? Line() : Line(file)}});
}

std::map<std::string, std::string> last_notes(const std::filesystem::path& folder) {
    std::map<std::string, std::string> notes;
    const std::filesystem::path log = folder / session_log_name;
    if (!is_there(log)) return notes;
    read_line_file(log, [&notes](const Line& line, std::size_t) {
        const auto found = line.find("notes");
        if (found == line.end() || !found->is_object()) return;
        notes.clear();
        for (const auto& [key, value] : found->items())
            if (value.is_string()) notes[key] = value.get<std::string>();
    });
    return notes;
}

} // namespace redstart

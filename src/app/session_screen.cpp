// Short lines, which a pipe can be read by as well as a terminal.
#include "app/session_screen.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cstdio>

namespace redstart {
namespace {

std::string number(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string seconds(std::chrono::nanoseconds time) {
    return number(std::chrono::duration<double>(time).count(), 2) + " s";
}

std::string counted(unsigned count, const char* what) {
    return count == 0 ? "" : ", " + std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& clauses) {
    std::string text;
    for (const std::string& clause : clauses) text += (text.empty() ? "" : ", ") + clause;
    return text;
}

std::string bar(float dbfs) {
    constexpr float range_db = 60;
    constexpr std::size_t width = 24;
    const float part = std::clamp((dbfs + range_db) / range_db, 0.0F, 1.0F);
    std::string text(width, ' ');
    std::fill_n(text.begin(), static_cast<std::size_t>(part * float{width}), '=');
    return "[" + text + "]" + (dbfs > -0.01F ? " CLIP" : "");
}

} // namespace

void SessionScreen::begin(const Session& session, const std::filesystem::path& folder) {
    for (const std::string& remark : session.remarks()) say(remark);
    const std::string order =
        session.seed() ? "shuffled by the seed " + std::to_string(*session.seed()) : "in order";
    say(folder.string() + ": " + std::to_string(session.prompts()) + " prompts, " + order + ", " +
        std::to_string(session.prompts_kept()) + " kept");
    say("Enter starts a take, Enter ends it; r the last again, s skip, b back, n note, q quit");
}

void SessionScreen::prompt(const Session& session) {
    const auto prompt = session.prompt();
    if (!prompt) return;
    say("");
    say(std::to_string(session.place()) + "/" + std::to_string(session.prompts()) + "  " +
        prompt->id + (prompt->label.empty() ? "" : "  (" + prompt->label + ")"));
    say("    " + prompt->text);
}

void SessionScreen::begins_take(const Session& session) {
    if (!display_.can_redraw()) say("recording " + session.prompt()->id);
}

void SessionScreen::take(const SessionTake& take) {
    if (!take.is_kept()) {
        say("once more: " + joined(take.faults));
        return;
    }
    say("kept " + take.file.string() + ": " + seconds(take.duration) + ", peak " +
        number(static_cast<double>(take.peak_dbfs), 1) + " dBFS, silence " +
        seconds(take.silence_before) + " before and " + seconds(take.silence_after) + " after" +
        counted(take.clips, "clip") + counted(take.gaps, "gap"));
}

void SessionScreen::end(const Session& session, const std::filesystem::path& folder) {
    const std::size_t kept = session.prompts_kept(), all = session.prompts();
    say("");
    say(std::to_string(kept) + " of " + std::to_string(all) +
        " kept: " + (folder / "manifest.jsonl").string() +
        (kept < all ? "; the same command goes on with the rest" : ""));
}

void SessionScreen::draw(const Session& session, const std::string* note) {
    if (!display_.can_redraw()) return display_.flush();
    if (note != nullptr) return display_.draw("note: " + *note + "_");
    const auto levels = session.recorder().levels_dbfs();
    const float level = levels.empty() ? -120 : *std::ranges::max_element(levels);
    char peak[16];
    std::snprintf(peak, sizeof peak, "%6.1f dB ", static_cast<double>(std::max(level, -99.9F)));
    display_.draw((session.is_recording()
                       ? "recording " + show_clock(session.recorder().duration()) + " "
                       : "ready              ") +
                  peak + bar(level));
}

} // namespace redstart

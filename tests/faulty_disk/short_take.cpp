// A take of some hundred milliseconds: a press of every kind, and out.
#include "faulty_disk/short_take.hpp"

#include "simulated/counter_frames.hpp"
#include "takes/journal.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <cstdlib>
#include <cstring>

namespace redstart {

namespace fs = std::filesystem;

namespace {

/// The name under which a file is found after it was completed.
fs::path finished(fs::path file) {
    return file.extension() == ".part" ? file.replace_extension() : file;
}

bool is_sound(const fs::path& file) {
    return finished(file).extension() == ".wav";
}

/// Frames of S32_LE stereo in so much of a file: to its end, while nothing else comes behind them.
Frames frames_in(const std::string& content) {
    if (content.size() <= header_bytes) return 0;
    const auto note = header_note(std::as_bytes(std::span(content)));
    std::uint32_t claimed = 0;
    std::memcpy(&claimed, content.data() + header_bytes - sizeof claimed, sizeof claimed);
    const std::uint64_t behind = content.size() - header_bytes;
    return AudioFormat{48000, 2, SampleFormat::s32_le}.frames_in(
        note && note->closed ? std::min<std::uint64_t>(claimed, behind) : behind);
}

/// A whole journal beside finished sound: its sidecar is made in idle time.
bool waits_for_its_digest(fs::path journal) {
    if (!journal.native().ends_with(".json.part")) return false;
    const auto told = read_journal(journal);
    return told && fs::is_regular_file(journal.replace_extension().replace_extension(".wav"));
}

} // namespace

ShortTake::ShortTake()
    : home_(microphone_.pcm(), "format = \"S32_LE\"\n",
            "[metadata]\nproject = \"Wrens\"\nplace = \"a wood\"\nposition = [52.5, 13.4]\n"
            "tracks = [\"left\", \"right\"]\n",
            "sync_every = \"100ms\"\n"),
      disk_(home_.takes()) {}

int ShortTake::record(const std::string& plan) {
    Program appliance(home_.appliance(), {disk_.environment(plan)});
    appliance.complains_of("ready: armed");
    obeyed_ = started_ = order(home_.socket(), "start");
    wait_for_card(home_.socket(), 9600); // two syncs
    for (const char* word : {"mark", "split", "split"}) {
        obeyed_ &= order(home_.socket(), word);
        wait_for_card(home_.socket(), 9600);
    }
    stop_at_ = AudioFormat{}.frames(Clock::now() - microphone_.started_at());
    obeyed_ &= order(home_.socket(), "stop");
    appliance.signal(SIGTERM);
    const int code = appliance.wait();
    said_ = appliance.err();
    return code;
}

void ShortTake::start_again() const {
    Program next(home_.appliance());
    EXPECT_TRUE(next.complains_of("ready: armed")) << next.err();
    next.signal(SIGTERM);
    EXPECT_EQ(next.wait(), 0) << next.err();
}

FoundTake::FoundTake(const fs::path& folder) : files(files_in(folder, ".wav")) {
    for (const fs::path& piece : files_in(folder, ".part"))
        if (!waits_for_its_digest(piece)) fault += piece.string() + " is left; ";
    try {
        for (const fs::path& file : files)
            if (!read_wav_info(file).complete) fault += file.string() + " claims too much; ";
        sound = sound_of(files);
    } catch (const Error& error) {
        fault += error.what();
    }
    if (sound.frames() > 0) fault += counter_fault(sound.bytes, sound.format, sound.number(0));
}

Frames missing_at_the_end(const ShortTake& take, const FoundTake& found) {
    const bool is_full = take.said().find("storage-full") != std::string::npos;
    if (!take.was_started() || is_full) return 0;
    const Frames frames = found.sound.frames();
    const Frames end = frames > 0 ? found.sound.number(frames - 1) + 1 : 0;
    return std::max<Frames>(0, take.ordered_stop_at() - 1024 - end);
}

Losses broken_promises(const Card& card, const fs::path& given_in, const fs::path& folder) {
    Losses losses;
    for (const auto& [path, content] : card.promised()) {
        const Frames promised = is_sound(path) ? frames_in(content) : 0;
        if (promised == 0) continue;
        const fs::path file = folder / finished(fs::path(path).lexically_relative(given_in));
        const Frames found = fs::exists(file) ? read_wav_info(file).frames : 0;
        losses.files += found == 0 ? 1 : 0;
        losses.frames += std::max<Frames>(0, promised - found);
    }
    return losses;
}

unsigned every(unsigned usual) {
    const char* told = std::getenv("REDSTART_EVERY");
    return told == nullptr ? usual : static_cast<unsigned>(std::max(1, std::atoi(told)));
}

} // namespace redstart

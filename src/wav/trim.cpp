// The same output that a take goes through, fed from a file; where it ends a file, the next begins.
#include "wav/trim.hpp"

#include "disk/storage.hpp"
#include "disk/take_paths.hpp"
#include "wav/bytes.hpp"
#include "wav/chunks.hpp"
#include "wav/file.hpp"
#include "wav/frames.hpp"
#include "wav/gap_marks.hpp"

#include <redstart/clock.hpp>
#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t block_bytes = 1024 * 1024;
constexpr auto sync_every = 1s;

/// What every file has anew, or what says nothing.
constexpr std::array made_anew = {"fmt ", "fact", "data", "ds64", "JUNK", "junk",
                                  "PAD ", "FLLR", "cue ", "LIST", "PEAK"};

bool is_lost(const WavChunk& chunk) {
    return std::ranges::find(made_anew, chunk.id) == made_anew.end();
}

/// Of those that are not made anew; where bytes no longer look like chunks it ends.
std::vector<std::string> chunks_that_stay(const WavFrames& from, const std::string& name) {
    constexpr int most = 64;
    std::vector<WavChunk> all = chunks_to_sound(from.fd(), name);
    const WavInfo& info = from.info();
    std::uint64_t at = info.data_offset + info.data_bytes + info.data_bytes % 2;
    for (int i = 0; i < most && at + 8 <= info.file_bytes; ++i) {
        std::array<std::byte, 8> head{};
        if (read_at(from.fd(), name, at, head) < head.size()) break;
        all.push_back({std::string(load_text(head, 0, 4)), at + 8, load<std::uint32_t>(head, 4)});
        at += 8 + all.back().bytes + all.back().bytes % 2;
        if (at > info.file_bytes + 1) all.pop_back();
    }
    std::vector<std::string> lost;
    for (const WavChunk& chunk : all)
        if (is_lost(chunk)) lost.push_back(chunk.id);
    return lost;
}

class Trim {
public:
    Trim(const fs::path& file, const fs::path& to, const VoiceSettings& settings,
         const std::shared_ptr<VoiceTally>& tally)
        : from_name_(file),
          from_(file),
          to_(to),
          settings_(settings),
          tally_(tally),
          block_(block_bytes) {
        VoiceOutput::check(from_.format(), settings);
        result_.left = chunks_that_stay(from_, file);
    }

    TrimResult run(const std::function<bool(Frames, Frames)>& go_on) {
        try {
            begin();
            while (position() < from_.info().frames && result_.is_whole) {
                result_.is_whole = go_on(position(), from_.info().frames);
                if (result_.is_whole) copy_block();
            }
            if (result_.is_whole) end();
        } catch (...) {
            remove_all();
            throw;
        }
        if (!result_.is_whole) remove_all();
        return result_;
    }

private:
    Frames position() const noexcept { return first_ + output_->frames(); }

    /// Made with its first frame: who finds nothing to keep makes no file. The first is tried at
    /// once, so that a name that is taken shows before the work.
    void begin() {
        const auto make = [this](TimePoint) -> std::unique_ptr<TakeOutput> { return make_file(); };
        auto first = result_.files.empty() ? make({}) : nullptr;
        output_ = std::make_unique<VoiceOutput>(from_.format(), settings_, std::move(first), make,
                                                tally_);
        next_sync_ = Clock::now() + sync_every;
    }

    std::unique_ptr<TakeOutput> make_file() {
        name_ = numbered(to_, static_cast<unsigned>(result_.files.size()) + 1);
        try {
            const WavFile::Options options{.rf64 = true};
            auto made = std::make_unique<WavFile>(name_, from_.format(), options);
            part_ = made->name();
            return made;
        } catch (const Error& error) {
            why_not_made_ = error;
            throw;
        }
    }

    void copy_block() {
        const Frames frames = from_.read(block_);
        if (frames == 0) throw Error(from_name_, "it has become shorter", "trim it again");
        auto error =
            output_->append(std::span<const std::byte>(block_).first(from_.format().bytes(frames)));
        tell_marks();
        if (!error && Clock::now() >= next_sync_) {
            error = output_->sync();
            next_sync_ = Clock::now() + sync_every;
        }
        if (error == std::errc::file_too_large && output_->frames_kept() > 0) return begin_next();
        check(error);
    }

    /// What was read and is in no file comes once more.
    void begin_next() {
        end();
        begin();
        from_.seek(first_);
        next_mark_ = 0;
        for (const WavMark& mark : from_.info().marks) {
            if (mark.at >= first_) break;
            ++next_mark_;
            const auto gap = gap_of(mark, from_.info().frames);
            const Frames rest = gap ? mark.at + gap->frames - first_ : 0;
            if (rest > 0) output_->gap({0, rest, gap->cause});
        }
    }

    void end() {
        check(output_->close());
        if (output_->frames_kept() > 0) result_.files.push_back(name_);
        part_.clear();
        first_ += output_->frames_on_card();
    }

    void tell_marks() {
        const auto& marks = from_.info().marks;
        for (; next_mark_ < marks.size(); ++next_mark_) {
            const WavMark& mark = marks[next_mark_];
            const Frames at = std::min(mark.at, from_.info().frames - 1); // some stand at its end
            if (at >= position()) break;
            if (const auto gap = gap_of(mark, from_.info().frames))
                output_->gap({at - first_, gap->frames, gap->cause});
            else
                output_->mark(at - first_, mark.label);
        }
    }

    void check(std::error_code error) const {
        if (!error) return;
        if (why_not_made_) throw Error(*why_not_made_);
        throw storage_error(output_->name(), error.value());
    }

    /// Ours alone: each was made with O_EXCL.
    void remove_all() noexcept {
        if (!part_.empty()) ::unlink(part_.c_str());
        for (const fs::path& file : result_.files) ::unlink(file.c_str());
        result_.files.clear();
    }

    const std::string from_name_;
    WavFrames from_;
    const fs::path to_;
    const VoiceSettings settings_;
    const std::shared_ptr<VoiceTally> tally_;
    std::vector<std::byte> block_;
    std::unique_ptr<VoiceOutput> output_;
    fs::path name_, part_; // of the file in the making
    std::optional<Error> why_not_made_;
    Frames first_ = 0; // of the original, in this file
    std::size_t next_mark_ = 0;
    TimePoint next_sync_;
    TrimResult result_;
};

} // namespace

TrimResult trim_wav(const fs::path& file, const fs::path& to, const VoiceSettings& settings,
                    const std::shared_ptr<VoiceTally>& tally,
                    const std::function<bool(Frames, Frames)>& go_on) {
    return Trim(file, to, settings, tally).run(go_on);
}

} // namespace redstart

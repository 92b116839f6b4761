// Each check adds a clause where it does not hold.
#include "takes/verify.hpp"

#include "base/unique_fd.hpp"
#include "base/units.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "takes/journal.hpp"
#include "wav/flac_frames.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <memory>

namespace redstart {
namespace {

namespace fs = std::filesystem;

std::string count(Frames frames) {
    return std::to_string(frames) + " frames";
}

std::string show(const AudioFormat& format) {
    return std::string(to_string(format.sample)) + ", " + std::to_string(format.channels) +
           " channels, " + std::to_string(format.rate) + " Hz";
}

class Check {
public:
    Check(int fd, const fs::path& wav) : fd_(fd), wav_(wav), paths_(TakePaths::of_sound(wav)) {}

    Verdict verdict(const GoOn& progress) {
        verdict_.info = read_sound_info(fd_, wav_);
        check_header();
        find_sidecar();
        if (verdict_.sidecar) check_sidecar();
        check_digest(progress);
        return std::move(verdict_);
    }

private:
    void fault(const std::string& clause) { verdict_.faults.push_back(clause); }

    /// Sizes, and that nothing is cut off; what Redstart made has nothing behind it either.
    void check_header() {
        const WavInfo& info = verdict_.info;
        if (info.claimed_bytes > info.data_bytes)
            fault("its header claims " + show_bytes(info.claimed_bytes) + " of sound, " +
                  show_bytes(info.data_bytes) + " are there");
        else if (!info.complete)
            fault("its header claims " + show_bytes(info.riff_bytes) + " in all, " +
                  show_bytes(info.file_bytes) + " are there");
        if (info.frame_bytes > 0 && info.data_bytes % info.frame_bytes != 0)
            fault("its sound does not end with a whole frame");
        if (info.note && info.note->closed && info.file_bytes > info.riff_bytes)
            fault(show_bytes(info.file_bytes - info.riff_bytes) +
                  " follow that its header does not count");
        if (info.note && !info.note->closed && wav_ != paths_.part())
            fault("it was never finished");
    }

    void find_sidecar() {
        verdict_.sidecar = read_sidecar(paths_.sidecar());
        if (verdict_.sidecar) return;
        if (is_there(paths_.sidecar()))
            return fault(paths_.sidecar().filename().string() + " is no sidecar of a take");
        verdict_.sidecar = read_journal(paths_.journal());
        verdict_.is_journal = verdict_.sidecar.has_value();
    }

    void check_sidecar() {
        const Sidecar& sidecar = *verdict_.sidecar;
        const WavInfo& info = verdict_.info;
        if (!info.format || *info.format != sidecar.format)
            fault("its sidecar says " + show(sidecar.format) + ", it is " +
                  (info.format ? show(*info.format) : info.format_name));
        if (sidecar.frames && *sidecar.frames != info.frames)
            fault("its sidecar says " + count(*sidecar.frames) + ", " + count(info.frames) +
                  " are there");
        if (info.note && info.note->closed) check_marks(sidecar);
    }

    /// Every cue point is a mark or a gap of the sidecar, and the other way round as far as there
    /// is room for them in the file.
    void check_marks(const Sidecar& sidecar) {
        std::vector<std::pair<Frames, std::string>> told, there;
        for (const Sidecar::Event& event : sidecar.events) // beyond that, `cue ` has no number
            if (event.at <= std::numeric_limits<std::uint32_t>::max())
                told.emplace_back(event.at, event.gap ? gap_label(*event.gap) : event.label);
        for (const WavMark& mark : verdict_.info.marks) there.emplace_back(mark.at, mark.label);
        std::ranges::sort(told);
        std::ranges::sort(there);
        const bool full = there.size() == Marks::most;
        if (!std::ranges::includes(told, there) || (!full && told.size() != there.size()))
            fault("its sidecar says " + std::to_string(told.size()) +
                  " marks and gaps, its cue points are " +
                  (told.size() == there.size() ? "others" : std::to_string(there.size())));
    }

    void check_digest(const GoOn& progress) {
        const bool flac = is_flac(fd_, wav_); // which is decoded in any case, for its MD5
        const bool has_digest = verdict_.sidecar && !verdict_.sidecar->sha256.empty();
        if (verdict_.sidecar) verdict_.digest = Verdict::Digest::not_made;
        if (!flac && !has_digest) return;
        const auto digest = flac ? decoded_digest(progress) : digest_of_wav(progress);
        if (!digest || !has_digest) return;
        const bool same = *digest == verdict_.sidecar->sha256;
        verdict_.digest = same ? Verdict::Digest::matches : Verdict::Digest::differs;
        if (!same) fault("its sound is not what was recorded: the digest differs");
    }

    std::optional<std::string> digest_of_wav(const GoOn& progress) const {
        const auto block = std::make_unique<DigestBlock>();
        return sound_digest(fd_, wav_, verdict_.info, *block, progress);
    }

    /// Nothing where it cannot be decoded; that is a fault.
    std::optional<std::string> decoded_digest(const GoOn& progress) try {
        FlacFrames frames(wav_);
        auto digest = sound_digest(frames, progress);
        verdict_.info = frames.info(); // which knows its length by now
        if (digest && !frames.flac().sha256.empty() && frames.flac().sha256 != *digest)
            fault("its sound is not what its own digest is of");
        return digest;
    } catch (const Error& error) {
        if (error.code() == std::errc::not_supported) throw;
        fault(error.what());
        return {};
    }

    const int fd_;
    const fs::path& wav_;
    const TakePaths paths_;
    Verdict verdict_;
};

} // namespace

Verdict verify_take(const fs::path& wav, const GoOn& progress) {
    const UniqueFd fd(::open(wav.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(wav, errno);
    return Check(fd.get(), wav).verdict(progress);
}

} // namespace redstart

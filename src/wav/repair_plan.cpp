// Finds where the sound ends, and the sizes that say so.
#include "wav/repair.hpp"

#include "wav/bytes.hpp"
#include "wav/chunks.hpp"
#include "wav/software.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>

namespace redstart {
namespace {

constexpr std::uint32_t in_ds64 = 0xFFFF'FFFF;
constexpr std::size_t ds64_place = 12, ds64_bytes = 28;
constexpr std::uint16_t pcm = 1, ieee_float = 3, a_law = 6, mu_law = 7, extensible = 0xFFFE;
constexpr const char* ask_ffmpeg = "ffmpeg -i may still read it";

class Plan {
public:
    Plan(int fd, const std::string& name) : fd_(fd), name_(name) {
        repair_.before = read_wav_info(fd, name);
        front_ = chunks_to_sound(fd, name);
        if (front_.empty())
            throw Error(name, "its sound begins too far behind its header", ask_ffmpeg);
        repair_.software = wav_software(fd, name, info(), front_);
    }

    WavRepair repair() {
        repair_.file_bytes = info().file_bytes;
        find_sound();
        const bool sizes_fit = info().riff_bytes >= info().data_offset + repair_.data_bytes &&
                               info().riff_bytes <= info().file_bytes + 1;
        repair_.is_needed = repair_.data_bytes != info().claimed_bytes || !sizes_fit;
        if (repair_.is_needed) make_header();
        return std::move(repair_);
    }

private:
    const WavInfo& info() const noexcept { return repair_.before; }
    std::uint64_t room() const noexcept { return info().file_bytes - info().data_offset; }
    std::uint64_t whole(std::uint64_t bytes) const noexcept {
        return info().frame_bytes > 0 ? bytes - bytes % info().frame_bytes : bytes;
    }

    void find_sound() {
        if (is_in_order())
            repair_.data_bytes = info().claimed_bytes;
        else if (info().claimed_bytes > room())
            info().note ? end_sound_at(info().file_bytes) : look_for_the_end();
        else
            believe_or_look();
    }

    /// RIFF's size is the file's, to the pad byte, and the sound fits into it: whatever follows the
    /// sound was meant to, for no crash leaves both true.
    bool is_in_order() const noexcept {
        const std::uint64_t riff = info().riff_bytes, file = info().file_bytes;
        return riff <= file + 1 && file <= riff + 1 && info().claimed_bytes <= room() &&
               info().data_offset + info().claimed_bytes <= riff;
    }

    /// The claim fits into the file: what stands behind it decides.
    void believe_or_look() {
        const std::uint64_t claimed = info().claimed_bytes;
        repair_.data_bytes = claimed;
        const std::uint64_t end = info().data_offset + claimed;
        Following next = what_follows(fd_, name_, end + claimed % 2, info().file_bytes);
        if (next.what == Following::What::other && claimed % 2 != 0)
            next = what_follows(fd_, name_, end, info().file_bytes);
        riff_end_ = std::min(end + claimed % 2, info().file_bytes);
        if (next.what == Following::What::chunks) {
            riff_end_ = next.end;
            repair_.kept_bytes = next.end - end;
        }
        if (next.what != Following::What::other || info().note) return;
        const std::uint64_t zeros = zeros_before(fd_, name_, end, info().file_bytes);
        if (claimed > 0 && zeros == info().file_bytes - end)
            repair_.unclaimed_zeros = zeros; // a power cut makes them out of nothing
        else
            look_for_the_end();
    }

    void look_for_the_end() {
        const auto chunks = chunks_at_the_end(fd_, name_, info().data_offset, info().file_bytes);
        if (!chunks) return end_sound_at(info().file_bytes);
        const std::uint64_t bytes = *chunks - info().data_offset;
        // A pad byte is no part of the sound, where the frames tell.
        repair_.data_bytes = bytes > 0 && whole(bytes) != bytes ? bytes - 1 : bytes;
        repair_.kept_bytes = info().file_bytes - *chunks;
        riff_end_ = info().file_bytes;
    }

    /// A piece of a frame at the end is no sound; a clean stop would not have written it.
    void end_sound_at(std::uint64_t file_end) {
        repair_.data_bytes = whole(file_end - info().data_offset);
        repair_.file_bytes = info().data_offset + repair_.data_bytes;
        repair_.zero_bytes = zeros_before(fd_, name_, info().data_offset, repair_.file_bytes);
        // arecord counts no pad byte, and writes none.
        repair_.pad = repair_.data_bytes % 2 != 0 && !is_unfinished_arecord(info());
        riff_end_ = repair_.file_bytes + (repair_.pad ? 1 : 0);
    }

    void make_header() {
        const bool moves_the_end = repair_.data_bytes != info().claimed_bytes;
        if (moves_the_end) require_frames();
        repair_.header.resize(static_cast<std::size_t>(info().data_offset));
        if (read_at(fd_, name_, 0, repair_.header) < repair_.header.size())
            throw Error(name_, "became shorter meanwhile", "try again");
        if (riff_end_ - 8 >= in_ds64 && !info().is_rf64) become_rf64();
        const bool wide = info().is_rf64 || repair_.becomes_rf64;
        if (wide) put_ds64();
        const auto size = [wide](std::uint64_t bytes) {
            return wide ? in_ds64 : static_cast<std::uint32_t>(bytes);
        };
        store(repair_.header, 4, size(riff_end_ - 8));
        store(repair_.header, repair_.header.size() - 4, size(repair_.data_bytes));
        if (moves_the_end) put_fact();
    }

    /// In what is compressed, a block is no frame, and nobody knows where the last one ends.
    void require_frames() const {
        const auto format = std::ranges::find(front_, "fmt ", &WavChunk::id);
        std::array<std::byte, 26> bytes{};
        if (format == front_.end() || read_at(fd_, name_, format->at, bytes) < 16)
            throw Error(name_, "does not say how its sound is stored in front of it", ask_ffmpeg);
        unsigned tag = load<std::uint16_t>(bytes, 0);
        if (tag == extensible && format->bytes >= 26) tag = load<std::uint16_t>(bytes, 24);
        const bool plain = tag == pcm || tag == ieee_float || tag == a_law || tag == mu_law;
        if (!plain || info().frame_bytes == 0)
            throw Error(name_, "its sound is " + info().format_name + ", without frames to count",
                        ask_ffmpeg);
    }

    void become_rf64() {
        const WavChunk& first = front_.front();
        if ((first.id != "JUNK" && first.id != "junk") || first.bytes < ds64_bytes)
            throw Error(name_, "has more than 4 GiB and no room for RF64's sizes in its header",
                        "ffmpeg -ignore_length 1 -i IT -c copy -rf64 auto NEW.wav copies it whole");
        repair_.becomes_rf64 = true;
        store_text(repair_.header, 0, "RF64");
        store_text(repair_.header, ds64_place, "ds64");
        std::fill_n(repair_.header.begin() + ds64_place + 8, ds64_bytes, std::byte{0});
    }

    void put_ds64() {
        const WavChunk& first = front_.front();
        if (!repair_.becomes_rf64 && (first.id != "ds64" || first.bytes < ds64_bytes))
            throw Error(name_, "is RF64 and has no place for its sizes",
                        "ffmpeg -ignore_length 1 -i IT -c copy NEW.wav may read it");
        store(repair_.header, ds64_place + 8, std::uint64_t{riff_end_ - 8});
        store(repair_.header, ds64_place + 16, repair_.data_bytes);
        store(repair_.header, ds64_place + 24,
              repair_.data_bytes / std::max(info().frame_bytes, 1u));
    }

    void put_fact() {
        const auto fact = std::ranges::find(front_, "fact", &WavChunk::id);
        if (fact == front_.end() || fact->bytes < 4) return;
        const std::uint64_t frames = repair_.data_bytes / info().frame_bytes;
        store(repair_.header, static_cast<std::size_t>(fact->at),
              static_cast<std::uint32_t>(std::min<std::uint64_t>(frames, in_ds64)));
    }

    const int fd_;
    const std::string& name_;
    WavRepair repair_;
    std::vector<WavChunk> front_;
    std::uint64_t riff_end_ = 0;
};

} // namespace

WavRepair plan_repair(int fd, const std::string& name) {
    return Plan(fd, name).repair();
}

} // namespace redstart

// Each frame that is played is reckoned from the frames of the take around it, and from nothing
// else.
#include "web/playable_sound.hpp"

#include "wav/bytes.hpp"
#include "wav/unfinished.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace redstart {
namespace {

constexpr std::uint64_t most_data = 0xFFFF'FFFF - PlayableSound::head_bytes;
constexpr Frames slice = 512;             // frames that are made at once
constexpr std::size_t block_bytes = 8192; // that are read at once, or one frame
constexpr unsigned lowest_rate = 8000;

WavInfo info_of(int fd, const std::string& name) {
    WavInfo info = read_wav_info(fd, name);
    if (!info.format || !PlayPlan::fits(*info.format))
        throw Error(name,
                    "its sound is " + info.format_name + " at " + std::to_string(info.rate) + " Hz",
                    "take the file home and play it there", Error::Kind::format);
    return info;
}

std::uint64_t data_bytes(const PlayPlan& plan, Frames frames) noexcept {
    return static_cast<std::uint64_t>(frames / plan.divisor + 1) * 2 * plan.channels;
}

/// Of a take that grows, the last frame is that all of whose surroundings are there.
Frames frames_made(Frames frames, const RateDivider& divider, bool is_growing) noexcept {
    const auto divisor = static_cast<Frames>(divider.divisor());
    if (!is_growing) return (frames + divisor - 1) / divisor;
    return frames <= divider.reach() ? 0 : (frames - 1 - divider.reach()) / divisor + 1;
}

} // namespace

bool PlayPlan::fits(const AudioFormat& format) noexcept {
    return format.rate > 0 && format.channels > 0 && format.rate <= most_rate * RateDivider::most;
}

PlayPlan PlayPlan::of(const AudioFormat& format, Frames frames) noexcept {
    PlayPlan plan{divisor_to_at_most(format.rate, most_rate),
                  std::min(format.channels, most_channels)};
    if (data_bytes(plan, frames) > most_data) plan.channels = 1;
    while (data_bytes(plan, frames) > most_data && plan.divisor * 2 <= RateDivider::most &&
           format.rate / plan.divisor > lowest_rate)
        plan.divisor *= 2;
    return plan;
}

bool is_played_by_phones(const AudioFormat& format) noexcept {
    return format.rate <= PlayPlan::most_rate && format.channels <= PlayPlan::most_channels;
}

Frames safe_frames(int fd, const std::string& name, const WavInfo& info) {
    if (!info.note || !info.format) return info.frames;
    try {
        return read_unfinished(fd, name, After::crash).frames;
    } catch (const Error&) { // nothing yet
        return 0;
    }
}

PlayableSound::PlayableSound(UniqueFd fd, std::string name)
    : fd_(std::move(fd)),
      name_(std::move(name)),
      info_(info_of(fd_.get(), name_)),
      is_growing_(name_.ends_with(".part")),
      frames_(is_growing_ ? safe_frames(fd_.get(), name_, info_) : info_.frames),
      plan_(PlayPlan::of(*info_.format, frames_)),
      divider_(plan_.divisor),
      mix_(*info_.format, plan_.channels),
      rate_((info_.rate + plan_.divisor / 2) / plan_.divisor),
      made_(std::min(frames_made(frames_, divider_, is_growing_),
                     static_cast<Frames>(most_data / frame_bytes()))) {}

std::uint64_t PlayableSound::bytes() const noexcept {
    return head_bytes + static_cast<std::uint64_t>(made_) * frame_bytes();
}

std::array<std::byte, PlayableSound::head_bytes> PlayableSound::head() const noexcept {
    std::array<std::byte, head_bytes> head{};
    const std::span<std::byte> all(head);
    const auto data = static_cast<std::uint32_t>(bytes() - head_bytes);
    store_text(all, 0, "RIFF");
    store(all, 4, static_cast<std::uint32_t>(data + head_bytes - 8));
    store_text(all, 8, "WAVEfmt ");
    store(all, 16, std::uint32_t{16});
    store(all, 20, std::uint16_t{1});
    store(all, 22, static_cast<std::uint16_t>(plan_.channels));
    store(all, 24, std::uint32_t{rate_});
    store(all, 28, static_cast<std::uint32_t>(rate_ * frame_bytes()));
    store(all, 32, static_cast<std::uint16_t>(frame_bytes()));
    store(all, 34, std::uint16_t{16});
    store_text(all, 36, "data");
    store(all, 40, data);
    return head;
}

std::size_t PlayableSound::read(std::uint64_t offset, std::span<std::byte> room) const {
    if (offset >= bytes()) return 0;
    room = room.first(
        static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), bytes() - offset)));
    std::size_t done = 0;
    if (offset < head_bytes) {
        const auto all = head();
        const auto part = std::span(all).subspan(static_cast<std::size_t>(offset));
        done = std::min(part.size(), room.size());
        std::ranges::copy(part.first(done), room.begin());
    }
    std::array<std::byte, static_cast<std::size_t>(slice) * 2 * PlayPlan::most_channels> made{};
    while (done < room.size()) {
        const std::uint64_t at = offset + done - head_bytes;
        const auto first = static_cast<Frames>(at / frame_bytes());
        const auto skip = static_cast<std::size_t>(at % frame_bytes());
        const std::size_t wanted = (room.size() - done + skip + frame_bytes() - 1) / frame_bytes();
        const Frames count = std::min({slice, made_ - first, static_cast<Frames>(wanted)});
        fill(first, count, made.data());
        const auto part =
            std::span(made).first(static_cast<std::size_t>(count) * frame_bytes()).subspan(skip);
        const std::size_t bytes = std::min(part.size(), room.size() - done);
        std::ranges::copy(part.first(bytes), room.subspan(done).begin());
        done += bytes;
    }
    return done;
}

void PlayableSound::fill(Frames first, Frames count, std::byte* out) const {
    const auto divisor = static_cast<Frames>(plan_.divisor);
    const auto width = static_cast<std::size_t>((count - 1) * divisor + 2 * divider_.reach() + 1);
    std::vector<float> levels(width * plan_.channels); // in memory
    FrameMix::Planes planes;
    for (unsigned c = 0; c < plan_.channels; ++c)
        planes[c] = std::span(levels).subspan(c * width, width);
    load(first * divisor - divider_.reach(), planes);
    for (Frames i = 0; i < count; ++i)
        for (unsigned c = 0; c < plan_.channels; ++c, out += 2) {
            const auto bits = static_cast<std::uint16_t>(
                to_16_bits(divider_.value(planes[c].data() + i * divisor)));
            store(std::span(out, 2), 0, bits);
        }
}

/// Frames before the beginning and behind the end are silence.
void PlayableSound::load(Frames first, const FrameMix::Planes& planes) const {
    const AudioFormat& format = mix_.format();
    std::vector<std::byte> block(std::max(block_bytes, format.frame_bytes()));
    const auto end = std::min(frames_, first + static_cast<Frames>(planes[0].size()));
    for (Frames at = std::max(first, Frames{0}); at < end;) {
        const Frames count = std::min(end - at, format.frames_in(block.size()));
        const auto bytes = std::span(block).first(format.bytes(count)); // in memory
        if (read_at(fd_.get(), name_, info_.data_offset + format.file_bytes(at), bytes) <
            bytes.size())
            throw Error(name_, "became shorter while it was played", "load the page again");
        FrameMix::Planes rest = planes;
        for (unsigned c = 0; c < plan_.channels; ++c)
            rest[c] = planes[c].subspan(static_cast<std::size_t>(at - first));
        mix_.mix(bytes, rest);
        at += count;
    }
}

} // namespace redstart

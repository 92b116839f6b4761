// Appends each mark to both chunks as it comes, within memory reserved beforehand.
#include "wav/marks.hpp"

#include "wav/bytes.hpp"
#include "wav/header.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <limits>

namespace redstart {
namespace {

constexpr std::size_t cue_head = 12, cue_bytes = 24, label_head = 12;
constexpr std::size_t cue_room = cue_head + Marks::most * cue_bytes;
constexpr std::size_t label_room =
    label_head + Marks::most * (label_head + Marks::most_label_bytes + 1);
constexpr std::size_t region_id = 8, region_length = 12;
constexpr std::size_t metadata_room = 40 * 1024; // behind the sound, at most

void append(std::vector<std::byte>& chunk, std::string_view text) noexcept {
    const std::size_t at = chunk.size();
    chunk.resize(at + text.size());
    store_text(chunk, at, text);
}

void append(std::vector<std::byte>& chunk, std::uint32_t number) noexcept {
    const std::size_t at = chunk.size();
    chunk.resize(at + sizeof number);
    store(chunk, at, number);
}

void set_size(std::vector<std::byte>& chunk) noexcept {
    store(chunk, 4, static_cast<std::uint32_t>(chunk.size() - 8));
}

std::string_view cut(std::string_view label) noexcept {
    std::size_t bytes = std::min(label.size(), Marks::most_label_bytes);
    const auto inside = [&](std::size_t at) {
        return at > 0 && at < label.size() && (static_cast<unsigned char>(label[at]) >> 6) == 2;
    };
    while (inside(bytes)) --bytes;
    return label.substr(0, std::min(bytes, label.find('\0')));
}

/// The label of a gap, without allocation.
struct Text {
    explicit Text(const Gap& gap) noexcept {
        const std::string_view cause = to_string(gap.cause);
        std::snprintf(bytes.data(), bytes.size(), "gap: %lld frames, %.*s",
                      static_cast<long long>(gap.frames), static_cast<int>(cause.size()),
                      cause.data());
    }
    std::array<char, 64> bytes{};
};

} // namespace

Marks::Marks() {
    cue_.reserve(cue_room);
    labels_.reserve(label_room);
    regions_.reserve(most * region_bytes);
    static_assert(cue_room + label_room + most * region_bytes + metadata_room <= trailing_room);
    append(cue_, "cue ");
    append(cue_, 0u);
    append(cue_, 0u);
    append(labels_, "LIST");
    append(labels_, 0u);
    append(labels_, "adtl");
}

void Marks::add(Frames at, std::string_view label) noexcept {
    if (count_ == most || at < 0 || at > std::numeric_limits<std::uint32_t>::max()) return;
    const auto frame = static_cast<std::uint32_t>(at);
    const std::uint32_t id = ++count_;
    for (const std::uint32_t number : {id, frame}) append(cue_, number);
    append(cue_, "data");
    for (const std::uint32_t number : {0u, 0u, frame}) append(cue_, number);
    store(cue_, 8, count_);
    set_size(cue_);

    const std::string_view text = cut(label);
    append(labels_, "labl");
    append(labels_, static_cast<std::uint32_t>(4 + text.size() + 1));
    append(labels_, id);
    append(labels_, text);
    labels_.resize(labels_.size() + (text.size() % 2 == 0 ? 2 : 1)); // its NUL, and the pad byte
    set_label_size();
}

/// With a region of its length (`ltxt`, purpose `rgn `).
void Marks::add(const Gap& gap) noexcept {
    const std::uint32_t before = count_;
    add(gap.at, Text(gap).bytes.data());
    if (count_ == before || gap.frames <= 0) return;
    append(regions_, "ltxt");
    append(regions_, static_cast<std::uint32_t>(region_bytes - 8));
    append(regions_, count_);
    append(regions_, static_cast<std::uint32_t>(
                         std::min<Frames>(gap.frames, std::numeric_limits<std::uint32_t>::max())));
    append(regions_, "rgn ");
    append(regions_, 0u); // no country, no language, no dialect
    append(regions_, 0u); // no code page, and no text
    set_label_size();
}

Frames Marks::gap_frames() const noexcept {
    Frames frames = 0;
    for (std::size_t at = 0; at < regions_.size(); at += region_bytes)
        frames += load<std::uint32_t>(regions_, at + region_length);
    return frames;
}

void Marks::set_label_size() noexcept {
    store(labels_, 4, static_cast<std::uint32_t>(labels_.size() + regions_.size() - 8));
}

/// The region of the mark that was called `from` is now that of `to`; with 0 it goes.
void Marks::keep_regions(std::uint32_t from, std::uint32_t to) noexcept {
    for (std::size_t at = 0; at < regions_.size(); at += region_bytes)
        if (load<std::uint32_t>(regions_, at + region_id) == from) {
            store(regions_, at + region_id, to);
            if (to == 0)
                regions_.erase(regions_.begin() + static_cast<std::ptrdiff_t>(at),
                               regions_.begin() + static_cast<std::ptrdiff_t>(at + region_bytes));
            return;
        }
}

/// Those that stay move together within both chunks, and are counted anew.
void Marks::keep_before(Frames end) noexcept {
    std::uint32_t kept = 0;
    std::size_t cue_to = cue_head, label_to = label_head, label_from = label_head;
    for (std::size_t i = 0; i < count_; ++i) {
        const std::size_t cue_from = cue_head + i * cue_bytes;
        const auto text_bytes = load<std::uint32_t>(labels_, label_from + 4);
        const std::size_t label_bytes = 8 + text_bytes + text_bytes % 2;
        const bool stays = load<std::uint32_t>(cue_, cue_from + 4) < end;
        keep_regions(load<std::uint32_t>(cue_, cue_from), stays ? kept + 1 : 0);
        if (stays) {
            std::memmove(&cue_[cue_to], &cue_[cue_from], cue_bytes);
            std::memmove(&labels_[label_to], &labels_[label_from], label_bytes);
            store(cue_, cue_to, ++kept);
            store(labels_, label_to + 8, kept);
            cue_to += cue_bytes;
            label_to += label_bytes;
        }
        label_from += label_bytes;
    }
    count_ = kept;
    cue_.resize(cue_to);
    labels_.resize(label_to);
    store(cue_, 8, count_);
    set_size(cue_);
    set_label_size();
}

std::string gap_label(const Gap& gap) {
    return Text(gap).bytes.data();
}

} // namespace redstart

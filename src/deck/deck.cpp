// Turns times into frames of the stream, and orders into those of the writer.
#include "deck/deck.hpp"

#include "deck/ring_size.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr auto longest_read = std::chrono::seconds(10); // and twice the chunk it fills
constexpr auto longest_write_beyond_ring = std::chrono::seconds(30);
constexpr auto longest_answer = std::chrono::milliseconds(100);
constexpr auto pause_after_no_answer = std::chrono::seconds(1);

WriterSettings writer_settings(const AudioFormat& format, const DeckSettings& settings) {
    Frames longest = format.frames(settings.split_every);
    if (settings.split_bytes > 0) {
        const Frames by_size = format.frames_in(settings.split_bytes);
        longest = longest > 0 ? std::min(longest, by_size) : by_size;
    }
    return {settings.sync_every,
            settings.hold_back,
            format.frames(settings.pre_roll),
            {longest, settings.outlives_card}};
}

} // namespace

Deck::Deck(const AudioFormat& format, const DeckSettings& settings)
    : settings_(settings),
      state_(format, settings.chunk_frames, ring_frames(format, settings),
             settings.capture.lock_memory),
      capture_(state_, state_, state_, settings.capture),
      writer_(state_, state_, state_, capture_, writer_settings(format, settings)) {}

bool Deck::start(TimePoint when, OpenOutput open) {
    const Frames pressed = state_.clock.frame_at(when);
    return begin(pressed, std::move(open), {}, format().frames(settings_.pre_roll));
}

bool Deck::start_with_stream(OpenOutput open, std::optional<Frames> length) {
    return begin(0, std::move(open), length);
}

bool Deck::start_now(OpenOutput open, std::optional<Frames> length) {
    return begin(state_.clock.frame_at(Clock::now()), std::move(open), length);
}

bool Deck::begin(Frames pressed, OpenOutput open, std::optional<Frames> length, Frames pre_roll) {
    WriterOrder order;
    order.at = pressed - pre_roll;
    order.pre_roll = pre_roll;
    order.length = length;
    order.open = std::move(open);
    return writer_.send(std::move(order));
}

bool Deck::resume(OpenOutput open) {
    WriterOrder order;
    order.kind = WriterOrder::Kind::resume;
    order.open = std::move(open);
    return writer_.send(std::move(order));
}

bool Deck::forget() {
    WriterOrder order;
    order.kind = WriterOrder::Kind::forget;
    return writer_.send(std::move(order));
}

bool Deck::stop(std::optional<TimePoint> when, StopReason why) {
    WriterOrder order;
    order.kind = WriterOrder::Kind::stop;
    order.why = why;
    return cut(std::move(order), when);
}

bool Deck::split(std::optional<TimePoint> when) {
    WriterOrder order;
    order.kind = WriterOrder::Kind::split;
    return cut(std::move(order), when);
}

bool Deck::mark(TimePoint when, std::string text) {
    WriterOrder order;
    order.kind = WriterOrder::Kind::mark;
    order.at = state_.clock.frame_at(when);
    order.text = std::move(text);
    return writer_.send(std::move(order));
}

bool Deck::cut(WriterOrder order, std::optional<TimePoint> when) {
    order.given = Clock::now();
    if (when) order.at = state_.clock.frame_at(*when);
    order.poke = capture_.poke();
    return writer_.send(std::move(order));
}

void Deck::refresh() noexcept {
    const TimePoint now = Clock::now();
    if (!state_.is_capturing || now < next_refresh_) return;
    const bool was_answered = capture_.fetch(longest_answer);
    next_refresh_ = was_answered ? now + refresh_every : now + pause_after_no_answer;
}

Frames Deck::take_frames() const noexcept {
    const Frames first = state_.take_first, written = state_.take_frames;
    if (first == Recorded::no_take) return written;
    return std::max(written, std::min<Frames>(state_.position, state_.take_end) - first);
}

std::optional<std::string_view> Deck::hung(TimePoint now) const noexcept {
    const auto since = [&](TimePoint::rep moved) {
        return now - TimePoint(TimePoint::duration(moved));
    };
    const auto chunk = format().duration(state_.ring.chunk_frames());
    const auto ring = format().duration(state_.ring.frames());
    if (state_.is_capturing && since(state_.capture_moved) > longest_read + 2 * chunk)
        return "capture";
    if (since(state_.writer_moved) > ring + longest_write_beyond_ring) return "writer";
    return {};
}

std::optional<News> Deck::receive() {
    auto news = writer_.receive();
    if (!news) state_.loop_bell.answer();
    return news ? std::move(news) : writer_.receive();
}

} // namespace redstart

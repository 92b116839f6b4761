// The Recorder's device: opened when it is made, and again when it has vanished.
#include "library/recorder_impl.hpp"

#include "alsa/source.hpp"
#include "base/thread.hpp"
#include "library/options.hpp"

namespace redstart {
namespace {

constexpr std::chrono::seconds listener_room{5};

RecorderOptions named(RecorderOptions options) {
    if (options.device == defaults::audio::device) options.device = "source";
    return options;
}

} // namespace

Recorder::Impl::Impl(const RecorderOptions& options)
    : options_(options),
      request_(pcm_request(options)),
      settings_(deck_settings(options)),
      open_([this] { return open_alsa(); }),
      events_(options.on_event) {
    begin();
}

Recorder::Impl::Impl(OpenSource open, const RecorderOptions& options)
    : options_(named(options)),
      request_(pcm_request(options_)),
      settings_(deck_settings(options_)),
      open_(std::move(open)),
      events_(options.on_event) {
    begin();
}

void Recorder::Impl::begin() {
    const Lock lock(mutex_);
    if (options_.listener)
        listening_.emplace(
            options_.listener, listen_every(options_),
            [this] {
                const Lock locked(mutex_);
                deck_->poke();
            },
            [this] {
                const Lock locked(mutex_);
                remark(options_.device + ": the listener threw and is not called any more");
            });
    auto source = open_device();
    if (!options_.no_drop) feed(std::move(source));
    news_reader_ = start_thread("recorder", [this] { read_news(); });
}

std::unique_ptr<Source> Recorder::Impl::open_alsa() {
    auto source = std::make_unique<AlsaSource>(request_);
    remarks_.assign(source->remarks().begin(), source->remarks().end());
    return source;
}

std::unique_ptr<Source> Recorder::Impl::open_device() {
    if (deck_) deck_->halt();
    remarks_.clear();
    auto source = open_();
    if (!source)
        throw Error(options_.device, "there is none", "return a Source, or throw an Error",
                    Error::Kind::no_device);
    const AudioFormat format = checked(source->format());
    // What is left in the ring of a source that was held back is no part of another take.
    if (!deck_ || deck_->format() != format || options_.no_drop) make_deck(format);
    for (const std::string& text : remarks_)
        events_.tell({.kind = RecorderEvent::Kind::warning, .text = text});
    return source;
}

void Recorder::Impl::make_deck(const AudioFormat& format) {
    DeckSettings settings = settings_;
    if (listening_)
        settings.capture.tap =
            std::make_shared<Tap>(format, options_.chunk_frames, format.frames(listener_room));
    deck_.emplace(format, settings);
    if (listening_) listening_->hear(settings.capture.tap);
    told_->bell.ring();
}

void Recorder::Impl::feed(std::unique_ptr<Source> source) {
    deck_->feed(std::move(source));
    is_gone_told_ = false;
    if (!deck_->remark().empty()) remark(deck_->remark());
}

void Recorder::Impl::remark(std::string text) {
    events_.tell({.kind = RecorderEvent::Kind::warning, .text = text});
    remarks_.push_back(std::move(text));
}

} // namespace redstart

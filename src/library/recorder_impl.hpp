// What is inside of a Recorder: a Deck, its orders, and a thread that reads its news.
#pragma once

#include "alsa/negotiate.hpp"
#include "audio/warnings.hpp"
#include "deck/deck.hpp"
#include "library/event_calls.hpp"
#include "library/listening.hpp"
#include "library/told_output.hpp"

#include <redstart/recorder.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace redstart {

class Recorder::Impl {
public:
    explicit Impl(const RecorderOptions& options);
    Impl(OpenSource open, const RecorderOptions& options);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start(const std::filesystem::path& file, const TakeOptions& options);
    FinishedTake stop();
    FinishedTake wait();
    void mark(std::string_view label);
    void split();

    bool is_recording();
    Frames frames();
    Frames frames_lost();
    std::vector<float> levels_dbfs();
    std::vector<float> rms_dbfs();
    std::vector<Gap> gaps();
    std::optional<Frames> take_position();
    std::string fault();
    std::exception_ptr callback_error();
    AudioFormat format();
    std::vector<std::string> remarks();
    const std::string& device() const noexcept { return options_.device; }

private:
    /// A take from start() until somebody has got its result.
    struct Recording {
        enum class Stage : std::uint8_t { opening, recording, closing, over };

        explicit Recording(bool with_sidecar) : has_sidecar(with_sidecar) {}

        Stage stage = Stage::opening;
        FinishedTake result;
        std::optional<Error> failure; // why it ended before it was to
        const bool has_sidecar;
        std::once_flag sidecar_made;

        bool is_open() const noexcept { return stage == Stage::recording || stage == Stage::over; }
        bool goes_on() const noexcept { return stage < Stage::closing; }
        void add(const Gap& gap);
    };
    using Lock = std::unique_lock<std::mutex>;
    using TakePointer = std::shared_ptr<Recording>;

    void begin();
    std::unique_ptr<Source> open_alsa();
    std::unique_ptr<Source> open_device();
    void make_deck(const AudioFormat& format);
    void feed(std::unique_ptr<Source> source);
    void remark(std::string text);

    OpenOutput files_of(const std::filesystem::path& file, const TakeOptions& options);
    [[nodiscard]] bool give_order(OpenOutput open, std::optional<Frames> length,
                                  std::unique_ptr<Source> source);
    void end_take() noexcept;
    TakePointer take() const;
    TakePointer take_under_way() const;
    FinishedTake result_of(const TakePointer& take, Lock& lock);
    void make_sidecars(Recording& take);

    void read_news();
    void handle(const News& news);
    void conclude(Frames frames);
    void receive_gaps();
    void look_at_device();
    void look_at_sound();
    std::vector<float> dbfs(float (Levels::*level)(unsigned) const);

    RecorderOptions options_;
    const PcmRequest request_;
    const DeckSettings settings_;
    const OpenSource open_;
    EventCalls events_;
    const std::shared_ptr<ToldGaps> told_ = std::make_shared<ToldGaps>();
    std::mutex mutex_; // guards what follows; nobody holds it while waiting for the card
    std::condition_variable changed_;
    std::optional<Deck> deck_; // another one where the device comes back with another format
    std::vector<std::string> remarks_;
    TakePointer take_;
    bool is_gone_told_ = false;
    WarnedChannels warned_; // of what is heard, and told
    bool ending_ = false;
    std::optional<Listening> listening_;
    std::thread news_reader_;
};

} // namespace redstart

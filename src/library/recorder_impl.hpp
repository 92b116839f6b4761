// What is inside of a Recorder: a Deck, its orders, and a thread that reads its news.
#pragma once

#include "alsa/negotiate.hpp"
#include "base/doorbell.hpp"
#include "deck/deck.hpp"

#include <redstart/recorder.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace redstart {

class Recorder::Impl {
public:
    explicit Impl(const RecorderOptions& options);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start(const std::filesystem::path& file, std::optional<std::chrono::nanoseconds> length);
    FinishedTake stop();
    FinishedTake wait();

    bool is_recording();
    Frames frames();
    Frames frames_lost();
    std::vector<float> levels_dbfs();
    std::string fault();
    AudioFormat format();
    std::vector<std::string> remarks();
    const std::string& device() const noexcept { return options_.device; }

private:
    /// A take from start() until somebody has got its result.
    struct Recording {
        enum class Stage : std::uint8_t { opening, recording, closing, over };

        Stage stage = Stage::opening;
        FinishedTake result;
        std::optional<Error> failure; // why it ended before it was to

        bool is_open() const noexcept { return stage == Stage::recording || stage == Stage::over; }
        bool goes_on() const noexcept { return stage < Stage::closing; }
    };
    using Lock = std::unique_lock<std::mutex>;

    std::unique_ptr<Source> open_device();
    void feed(std::unique_ptr<Source> source);
    [[nodiscard]] bool give_order(const std::filesystem::path& file, std::optional<Frames> length,
                                  std::unique_ptr<Source> source);
    std::shared_ptr<Recording> take() const;
    FinishedTake result_of(const std::shared_ptr<Recording>& take, Lock& lock);

    void listen();
    void handle(const News& news);
    void look_at_device();

    const RecorderOptions options_;
    const PcmRequest request_;
    const DeckSettings settings_;
    std::mutex mutex_; // guards what follows; nobody holds it while waiting for the card
    std::condition_variable changed_;
    std::optional<Deck> deck_; // another one where the device comes back with another format
    std::vector<std::string> remarks_;
    std::shared_ptr<Recording> take_;
    bool ending_ = false;
    Doorbell listener_bell_; // deck_ or ending_ has changed
    std::thread listener_;
};

} // namespace redstart

// A deck with a scripted microphone and a folder of its own, and what its tests ask of it.
#pragma once

#include "deck/deck.hpp"
#include "deck/scripted_source.hpp"
#include "support/folder.hpp"
#include "wav/file.hpp"
#include "wav/frames.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <poll.h>
#include <stdlib.h>

namespace redstart {

using namespace std::chrono_literals;
using Numbers = std::vector<std::int32_t>;

inline const AudioFormat format = ScriptedSource::scripted_format;

inline Numbers numbers_of(const std::filesystem::path& file) {
    WavFrames reader(file);
    Numbers numbers(static_cast<std::size_t>(reader.info().frames));
    reader.read(std::as_writable_bytes(std::span(numbers)));
    return numbers;
}

/// first, first + 1, ... so many of them.
inline Numbers count_from(std::int32_t first, std::size_t frames) {
    Numbers numbers(frames);
    for (std::size_t i = 0; i < frames; ++i) numbers[i] = first + static_cast<std::int32_t>(i);
    return numbers;
}

class DeckTest : public testing::Test {
protected:
    static DeckSettings settings() {
        DeckSettings result;
        result.chunk_frames = 64;
        result.ring = 6s;
        result.sync_every = 20ms;
        result.capture.priority = 0;
        return result;
    }

    void make(const DeckSettings& settings) { deck_.emplace(format, settings); }
    void feed() { deck_->feed(std::make_unique<ScriptedSource>(device_)); }

    std::filesystem::path name(int number) const {
        return folder_ / ("take_" + std::to_string(number) + ".wav");
    }
    OpenOutput files() {
        return [this](TimePoint) {
            return std::make_unique<WavFile>(name(++files_), format, WavFile::Options{});
        };
    }

    /// The news up to the first of that kind; fails the test after some seconds.
    News wait_for(News::Kind kind) {
        const TimePoint deadline = Clock::now() + 20s;
        while (Clock::now() < deadline) {
            if (auto news = deck_->receive()) {
                if (news->kind == kind) return *news;
                if (news->kind == News::Kind::failed) failure_ = news->error;
                continue;
            }
            pollfd door{deck_->bell(), POLLIN, 0};
            ::poll(&door, 1, 100);
        }
        ADD_FAILURE() << "no such news";
        return {};
    }

    void wait_until(const std::function<bool()>& holds) {
        const TimePoint deadline = Clock::now() + 20s;
        while (!holds() && Clock::now() < deadline) ::poll(nullptr, 0, 1);
        EXPECT_TRUE(holds());
    }
    void wait_until_captured(Frames position) {
        wait_until([&] {
            deck_->poke();
            return deck_->state().position >= position;
        });
    }

    /// Of the capture thread, the sleep that it is in included.
    unsigned wakeups() {
        const std::lock_guard lock(device_.mutex);
        return device_.wakeups;
    }

    TemporaryFolder folder_;
    ScriptedSource::Device device_, second_device_;
    std::optional<Deck> deck_;
    std::string failure_;
    int files_ = 0;
};

} // namespace redstart

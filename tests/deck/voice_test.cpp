// A take of which only what is loud is kept, through the real writer and on cards that fail.
#include "audio/voice_output.hpp"

#include "deck/deck_bench.hpp"
#include "deck/failing_card.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace redstart {
namespace {

/// The numbers from this one on are loud; those before are quiet.
constexpr Frames loud_from = 120'000;
constexpr Frames margin = 12'000;

class VoiceTake : public DeckTest {
protected:
    static VoiceSettings voice() {
        VoiceSettings result;
        result.level_dbfs = 20 * std::log10(static_cast<float>(loud_from) / 2147483648.0F);
        return result;
    }
    OpenOutput around(OpenOutput files) {
        return [this, files = std::move(files)](TimePoint first) {
            return std::make_unique<VoiceOutput>(format, voice(), files(first), files, tally_);
        };
    }
    OpenOutput files_on_card() {
        return [this](TimePoint) {
            auto file = std::make_unique<FailingFile>(card_, name(files_ + 1), format);
            ++files_;
            return file;
        };
    }
    /// All finished files, laid end to end.
    Numbers kept() const {
        Numbers all;
        for (int i = 1; i <= files_; ++i) {
            if (!std::filesystem::exists(name(i))) continue;
            const Numbers some = numbers_of(name(i));
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }
    void deliver(Frames frames) {
        device_.deliver(frames);
        wait_until_captured(delivered_ += frames);
    }

    std::shared_ptr<VoiceTally> tally_ = std::make_shared<VoiceTally>();
    FailingCard card_;
    std::deque<ScriptedSource::Device> devices_;
    Frames delivered_ = 0;
};

TEST_F(VoiceTake, KeepsWhatIsLoudAndTellsTheFramesOfTheFile) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(around(files()), 200'000));
    feed();
    deliver(200'000);
    EXPECT_EQ(wait_for(News::Kind::closed).frames, 200'000 - loud_from + margin);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 200'000) << "of the take, as it was heard";
    EXPECT_EQ(numbers_of(name(1)), count_from(loud_from - margin, 200'000 - loud_from + margin));
    EXPECT_EQ(tally_->heard, 200'000);
}

TEST_F(VoiceTake, WithoutALoudFrameNoFileIsToldOfAndNoneIsLeft) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(around(files()), 100'000));
    feed();
    deliver(100'000);
    std::vector<News::Kind> told;
    wait_until([&] {
        while (auto news = deck_->receive()) told.push_back(news->kind);
        return std::ranges::find(told, News::Kind::ended) != told.end();
    });
    EXPECT_EQ(std::ranges::find(told, News::Kind::closed), told.end());
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

/// The ring has what was not decided; the next file goes on with it.
TEST_F(VoiceTake, ACardThatFailsCostsNoLoudFrameAndBringsNoneTwice) {
    for (int call = 1; call <= 12; ++call) {
        DeckSettings lasting = settings();
        lasting.outlives_card = true;
        make(lasting);
        card_.calls = 0;
        card_.fail_from = call;
        card_.fail_to = call + 1;
        tally_ = std::make_shared<VoiceTally>();
        files_ = 0;
        delivered_ = 0;
        ASSERT_TRUE(deck_->start_with_stream(around(files_on_card())));
        ScriptedSource::Device& device = devices_.emplace_back();
        deck_->feed(std::make_unique<ScriptedSource>(device));
        for (int i = 0; i < 20; ++i) {
            device.deliver(10'000);
            wait_until_captured(delivered_ += 10'000);
        }
        ASSERT_TRUE(deck_->stop());
        wait_for(News::Kind::ended);
        const Numbers got = kept();
        ASSERT_FALSE(got.empty()) << "call " << call;
        EXPECT_LE(got.front(), loud_from) << "call " << call;
        EXPECT_EQ(got, count_from(got.front(), 200'000 - static_cast<std::size_t>(got.front())))
            << "call " << call << ", " << got.size() << " frames, the last " << got.back();
        deck_.reset();
        for (int i = 1; i <= files_; ++i) std::filesystem::remove(name(i));
        for (int i = 1; i <= files_; ++i) std::filesystem::remove(name(i).concat(".part"));
    }
}

} // namespace
} // namespace redstart

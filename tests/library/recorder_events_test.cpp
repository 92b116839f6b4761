// Marks, splits, gaps and what else happens to a take are told as it happens, and in its result.
#include "library/own_source.hpp"

#include <redstart/wav_reader.hpp>

#include <fstream>
#include <future>
#include <mutex>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Kind = RecorderEvent::Kind;

/// Keeps events, and waits for one of a kind.
class Events {
public:
    OnEvent call() {
        return [this](const RecorderEvent& event) {
            const std::lock_guard lock(mutex_);
            events_.push_back(event);
        };
    }
    std::vector<RecorderEvent> of(Kind kind) {
        const std::lock_guard lock(mutex_);
        std::vector<RecorderEvent> found;
        for (const RecorderEvent& event : events_)
            if (event.kind == kind) found.push_back(event);
        return found;
    }
    RecorderEvent wait_for(Kind kind) {
        wait_until([&] { return !of(kind).empty(); });
        const auto found = of(kind);
        return found.empty() ? RecorderEvent{} : found.front();
    }

private:
    std::mutex mutex_;
    std::vector<RecorderEvent> events_;
};

class RecorderEvents : public OwnSourceTest {
protected:
    RecorderOptions told() {
        RecorderOptions all = options();
        all.sync_every = 20ms;
        all.on_event = events_.call();
        return all;
    }
    void record_until(Recorder& recorder, Frames frames) {
        wait_until([&] { return recorder.frames() >= frames; });
    }
    void begin(Recorder& recorder) { start(recorder, file("take.wav")); }

    Events events_;
};

TEST_F(RecorderEvents, AFileIsToldWhenItBeginsAndWhenItIsFinished) {
    Recorder recorder(source(), told());
    begin(recorder);
    EXPECT_EQ(events_.wait_for(Kind::file_begun).file, file("take.wav"));
    recorder.stop();
    EXPECT_EQ(events_.wait_for(Kind::file_finished).file, file("take.wav"));
}

TEST_F(RecorderEvents, AGapIsToldAndListedInTheTake) {
    Recorder recorder(source(), told());
    begin(recorder);
    const Frames before = delivered() - recorder.take_position().value();
    record_until(recorder, before);
    device_.lose(370);
    device_.deliver(4800);
    const Gap gap = events_.wait_for(Kind::gap).gap;
    EXPECT_EQ(gap.at, before);
    EXPECT_EQ(gap.frames, 370);
    EXPECT_EQ(gap.cause, GapCause::overrun);
    EXPECT_EQ(recorder.gaps().size(), 1u);
    const FinishedTake take = recorder.stop();
    ASSERT_EQ(take.gaps.size(), 1u);
    EXPECT_EQ(take.gaps[0].at, gap.at);
    EXPECT_EQ(take.gaps[0].frames, 370);
    EXPECT_EQ(take.lost, 370);
    EXPECT_TRUE(recorder.gaps().empty());
}

/// The device's second channel is silent all along; its first has sound.
TEST_F(RecorderEvents, AChannelThatIsDeadIsAWarningOnceAsLongAsItIs) {
    device_.format = {48000, 2, SampleFormat::s16_le};
    Recorder recorder(source(), told());
    const auto hear = [&](Frames seconds) {
        const Frames end = delivered() + seconds * 48'000;
        while (delivered() < end) {
            device_.deliver(4800);
            wait_until([&] {
                const std::lock_guard lock(device_.mutex);
                return device_.held < 48'000;
            });
        }
    };
    hear(12);
    const RecorderEvent told = events_.wait_for(Kind::warning);
    EXPECT_EQ(told.text.find("channel 2: no change while another channel has sound"), 0u)
        << told.text;
    hear(6);
    recorder.levels_dbfs(); // all of it was heard
    EXPECT_EQ(events_.of(Kind::warning).size(), 1u);
}

TEST_F(RecorderEvents, AMarkIsInTheFileAndInTheResult) {
    Recorder recorder(source(), told());
    EXPECT_EQ(error_of([&] { recorder.mark("early"); }),
              "take: none is being recorded; start() begins one");
    begin(recorder);
    recorder.mark("a wren");
    device_.deliver(96'000);
    record_until(recorder, 50'000);
    const FinishedTake take = recorder.stop();
    ASSERT_EQ(take.marks.size(), 1u);
    EXPECT_EQ(take.marks[0].label, "a wren");
    const WavReader reader(take.file);
    ASSERT_EQ(reader.marks().size(), 1u);
    EXPECT_EQ(reader.marks()[0].label, "a wren");
    EXPECT_NEAR(static_cast<double>(reader.marks()[0].at), static_cast<double>(take.marks[0].at),
                480.);
}

TEST_F(RecorderEvents, ASplitGoesOnInANewFileWithoutAFrameLost) {
    Recorder recorder(source(), told());
    begin(recorder);
    device_.deliver(10'000);
    record_until(recorder, 9000);
    recorder.split();
    wait_until([&] { return !events_.of(Kind::file_finished).empty(); });
    device_.deliver(10'000);
    const FinishedTake take = recorder.stop();
    ASSERT_EQ(take.further_files, std::vector{file("take_002.wav")});
    const Heard first(take.file), second(file("take_002.wav"));
    EXPECT_EQ(first.fault() + second.fault(), "");
    EXPECT_EQ(second.first(), first.end());
    EXPECT_EQ(first.frames + second.frames, take.frames);
}

TEST_F(RecorderEvents, ADeviceThatGoesIsToldAlsoBetweenTakesAndOpenedAnew) {
    Recorder recorder(source(), told());
    device_.deliver(100);
    device_.end(std::make_error_code(std::errc::no_such_device));
    EXPECT_EQ(events_.wait_for(Kind::device_gone).text,
              "source: no such device; redstart devices lists them");
    device_.end({});
    begin(recorder);
    device_.end(std::make_error_code(std::errc::no_such_device));
    EXPECT_EQ(events_.wait_for(Kind::cut_short).text,
              "source: no such device; redstart devices lists them");
    try {
        recorder.wait();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const CutShort& error) {
        EXPECT_EQ(error.kind(), Error::Kind::no_device);
        EXPECT_EQ(error.take().file, file("take.wav"));
    }
    wait_until([&] { return events_.of(Kind::device_gone).size() == 2; });
}

TEST_F(RecorderEvents, MayEndTheTakeThatTheyTellOf) {
    std::atomic<Recorder*> made{nullptr};
    std::promise<FinishedTake> stopped;
    RecorderOptions by_itself = options();
    by_itself.on_event = [&](const RecorderEvent& event) {
        if (event.kind == Kind::file_begun) stopped.set_value(made.load()->stop());
    };
    Recorder recorder(source(), by_itself);
    made = &recorder;
    begin(recorder);
    EXPECT_EQ(stopped.get_future().get().file, file("take.wav"));
}

TEST_F(RecorderEvents, WhatTheirCallbackThrowsEndsTheCallsAndNotTheTake) {
    RecorderOptions throwing = options();
    throwing.on_event = [](const RecorderEvent&) { throw 42; };
    Recorder recorder(source(), throwing);
    begin(recorder);
    wait_until([&] { return recorder.callback_error() != nullptr; });
    EXPECT_THROW(std::rethrow_exception(recorder.callback_error()), int);
    EXPECT_EQ(recorder.stop().file, file("take.wav"));
}

TEST_F(RecorderEvents, WhatTheFactoryThrowsComesOutOfConstructorAndStart) {
    bool throws = true;
    const OpenSource open = [&]() -> std::unique_ptr<Source> {
        if (throws) throw std::domain_error("not today");
        return std::make_unique<ScriptedSource>(device_);
    };
    EXPECT_THROW(Recorder(open, options()), std::domain_error);
    throws = false;
    Recorder recorder(open, told());
    throws = true;
    device_.end(std::make_error_code(std::errc::no_such_device));
    events_.wait_for(Kind::device_gone);
    EXPECT_THROW(recorder.start(file("take.wav")), std::domain_error);
    EXPECT_EQ(error_of([&] { Recorder([] { return nullptr; }, options()); }),
              "source: there is none; return a Source, or throw an Error");
}

TEST_F(RecorderEvents, NotesStandInTheSidecarOfTheTake) {
    Recorder recorder(source(), options());
    start(recorder, file("take.wav"), {.notes = {{"speaker", "alice"}, {"label", "hello"}}});
    recorder.stop();
    std::ifstream json(file("take.json"));
    const std::string text((std::istreambuf_iterator<char>(json)), {});
    EXPECT_NE(text.find("\"speaker\": \"alice\""), text.npos) << text;
    EXPECT_NE(text.find("sha256"), text.npos) << text;
    EXPECT_NE(error_of([&] { recorder.start(file("b.wav"), {.notes = {{"a b", ""}}}); }), "");
    EXPECT_FALSE(std::filesystem::exists(file("b.wav.part")));
}

} // namespace
} // namespace redstart

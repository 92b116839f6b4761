// Finished takes are cared for on a card that fails, or a machine that dies, at each call: what is
// answered is true, and sound and sidecar stay together.
#include "faulty_disk/card.hpp"
#include "faulty_disk/short_take.hpp"
#include "support/program.hpp"
#include "system/appliance_home.hpp"
#include "takes/deleted_takes.hpp"
#include "takes/verify.hpp"

#include <optional>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;
using Names = std::set<std::string>;

const Names whole = {"a.json", "a.wav"}, set_aside = {"a.json.deleted", "a.wav.deleted"};

class CareOnAFaultyDisk : public testing::Test {
protected:
    CareOnAFaultyDisk() : disk_(home_.takes()) {
        const Ended ended = run(redstart({"record", "-q", "--sidecar", "-D", microphone_.pcm(),
                                          "-d", "0.2", kept_.path() / "a.wav"}));
        EXPECT_EQ(ended.code, 0) << ended.err;
    }

    /// A card with that one take.
    void begin_anew() const {
        for (const auto& entry : fs::directory_iterator(home_.takes())) fs::remove_all(entry);
        for (const char* name : {"a.wav", "a.json"})
            fs::copy_file(kept_.path() / name, home_.takes() / name);
        disk_.forget();
    }
    static Names names_in(const fs::path& folder) {
        Names all;
        for (const auto& entry : fs::directory_iterator(folder))
            all.insert(entry.path().filename());
        return all;
    }
    Names names() const { return names_in(home_.takes()); }
    bool is_sound() const { return run(redstart({"verify", home_.takes() / "a.wav"})).code == 0; }
    bool has_note() const {
        const auto shown = run(redstart({"info", home_.takes() / "a.wav"})).out;
        return shown.find("a wren") != shown.npos;
    }

    /// What one appliance answers to the last of these orders; the plan is for that alone, and the
    /// number in it counts from there.
    struct Answered {
        std::optional<Ended> ended;
        unsigned before = 0, calls = 0; // that change something
        bool was_killed = false;
    };
    Answered ask(const std::vector<Words>& orders, const std::string& plan) const {
        Answered answered;
        Program appliance(home_.appliance(), {disk_.environment(plan)});
        EXPECT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
        for (const Words& order : orders) {
            answered.before = static_cast<unsigned>(disk_.calls().size());
            answered.ended = home_.order(order);
        }
        answered.calls = static_cast<unsigned>(disk_.calls().size()) - answered.before;
        appliance.signal(SIGTERM);
        answered.was_killed = appliance.wait() == 128 + SIGKILL;
        return answered;
    }

    /// Once for each call that the last order makes, as it is without a fault.
    template <class Check>
    void at_each_call_of(const std::vector<Words>& orders, const std::string& what, Check check) {
        begin_anew();
        const Answered without = ask(orders, "");
        ASSERT_EQ(without.ended->code, 0) << without.ended->err;
        ASSERT_GT(without.calls, 0U);
        for (unsigned call = 1; call <= without.calls; ++call) {
            begin_anew();
            const std::string plan = "any@" + std::to_string(without.before + call) + what;
            SCOPED_TRACE(orders.back().front() + " " + plan);
            check(ask(orders, plan));
        }
    }

    const SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "", "", ""};
    const TemporaryFolder kept_;
    const FaultyDisk disk_;
};

TEST_F(CareOnAFaultyDisk, ADeletionThatFailsLeavesTheTakeAsItWas) {
    for (const std::string error : {" fail EIO", " fail ENOSPC"})
        at_each_call_of({{"delete", "a.wav"}}, error, [this](const Answered& answered) {
            EXPECT_EQ(answered.ended->code, 1);
            EXPECT_TRUE(is_one_complaint(answered.ended->err)) << answered.ended->err;
            EXPECT_EQ(names(), whole);
            EXPECT_TRUE(is_sound());
        });
}

TEST_F(CareOnAFaultyDisk, OneThatFailsToComeBackComesBackWhenItIsAskedAgain) {
    at_each_call_of({{"delete", "a.wav"}, {"undelete", "a.wav"}}, " fail EIO",
                    [this](const Answered& answered) {
                        EXPECT_EQ(answered.ended->code, 1);
                        if (names() == whole) return; // but its names are not on the card yet
                        EXPECT_EQ(ask({{"undelete", "a.wav"}}, "").ended->code, 0);
                        EXPECT_EQ(names(), whole);
                        EXPECT_TRUE(is_sound());
                    });
}

TEST_F(CareOnAFaultyDisk, ANoteOrAKeepThatFailsIsToldAndTheTakeIsWhole) {
    at_each_call_of({{"note", "a.wav", "a wren"}}, " fail EIO", [this](const Answered& answered) {
        EXPECT_TRUE(answered.ended->code == 1 || has_note());
        EXPECT_EQ(names(), whole);
        EXPECT_TRUE(is_sound());
    });
    at_each_call_of({{"keep", "a.wav"}}, " fail EIO", [this](const Answered& answered) {
        EXPECT_EQ(answered.ended->code, 1);
        EXPECT_TRUE(is_sound());
    });
}

TEST_F(CareOnAFaultyDisk, KilledAtAnyCallTheNextLifeBringsItBack) {
    for (const std::string what : {" end", " end-after"})
        at_each_call_of({{"delete", "a.wav"}}, what, [this](const Answered& answered) {
            EXPECT_TRUE(answered.was_killed);
            if (names() != whole) {
                EXPECT_EQ(ask({{"undelete", "a.wav"}}, "").ended->code, 0);
            }
            EXPECT_EQ(names(), whole);
            EXPECT_TRUE(is_sound());
        });
}

TEST_F(CareOnAFaultyDisk, KilledAtAnyCallANoteIsThereOrNot) {
    at_each_call_of({{"note", "a.wav", "a wren"}}, " end", [this](const Answered& answered) {
        EXPECT_TRUE(answered.was_killed);
        EXPECT_TRUE(is_sound());
        EXPECT_EQ(ask({{"note", "a.wav", "a wren"}}, "").ended->code, 0);
        EXPECT_TRUE(has_note());
        EXPECT_EQ(names(), whole);
    });
}

/// The power is cut behind each call of an order about a take that is on the card; what a card may
/// hold then is looked through as the next life does.
class CareInAPowerCut : public CareOnAFaultyDisk {
protected:
    CareInAPowerCut() {
        const Ended ended = run(redstart({"record", "-q", "--sidecar", "-D", microphone_.pcm(),
                                          "-d", "0.2", home_.takes() / "a.wav"}),
                                {disk_.environment()});
        EXPECT_EQ(ended.code, 0) << ended.err;
        run({"sync", home_.takes()}, {disk_.environment()});
    }

    struct Cut {
        fs::path folder;
        bool is_answered; // the order was, before the power went
        fs::path wav() const { return folder / "a.wav"; }
    };

    /// Behind each call that the last of these orders makes, and just before it.
    template <class Check>
    void at_each_cut_in(const std::vector<Words>& orders, Check check) {
        const Answered answered = ask(orders, "");
        ASSERT_EQ(answered.ended->code, 0) << answered.ended->err;
        ASSERT_GT(answered.calls, 0U);
        end_ = answered.before + answered.calls;
        Card card(home_.takes());
        for (const StorageCall& call : disk_.calls()) {
            if (calls_ == end_) break;
            card.follow(call);
            if (++calls_ < answered.before) continue;
            for (const Unsynced rest : {Unsynced::kept, Unsynced::dropped})
                cut(card, rest, 0, check);
            for (unsigned seed = 0; seed < 16; ++seed)
                cut(card, Unsynced::scattered, calls_ * 16 + seed, check);
        }
    }

    /// Once the next life has looked, and somebody took back what was deleted.
    static void expect_whole(const Cut& cut) {
        DeletedTakes deleted(cut.folder);
        deleted.find(Clock::now());
        if (!deleted.is_empty()) deleted.restore(TakePaths::of_finished(cut.wav()));
        EXPECT_EQ(names_in(cut.folder), whole);
        const Verdict verdict = verify_take(cut.wav());
        EXPECT_EQ(verdict.faults, std::vector<std::string>());
        EXPECT_EQ(verdict.digest, Verdict::Digest::matches);
    }

    template <class Check>
    void cut(const Card& card, Unsynced rest, unsigned seed, Check check) {
        const TemporaryFolder found;
        card.put_into(found.path(), rest, seed);
        SCOPED_TRACE("behind call " + std::to_string(calls_) + ", seed " + std::to_string(seed));
        check(Cut{found.path(), calls_ == end_});
    }

    unsigned calls_ = 0, end_ = 0;
};

TEST_F(CareInAPowerCut, ADeletionIsDoneOrNotAndSoundAndSidecarStayTogether) {
    at_each_cut_in({{"delete", "a.wav"}}, [](const Cut& cut) {
        if (cut.is_answered) {
            EXPECT_EQ(names_in(cut.folder), set_aside);
        }
        expect_whole(cut);
    });
}

TEST_F(CareInAPowerCut, WhatComesBackIsThereOnceThatIsAnswered) {
    at_each_cut_in({{"delete", "a.wav"}, {"undelete", "a.wav"}}, [](const Cut& cut) {
        if (cut.is_answered) {
            EXPECT_EQ(names_in(cut.folder), whole);
        }
        expect_whole(cut);
    });
}

TEST_F(CareInAPowerCut, ANoteIsThereOrNotAndOnceThatIsAnsweredItIs) {
    at_each_cut_in({{"note", "a.wav", "a wren"}}, [](const Cut& cut) {
        const auto sidecar = read_sidecar(cut.folder / "a.json");
        ASSERT_TRUE(sidecar);
        EXPECT_TRUE(!cut.is_answered || sidecar->notes.all().contains("note"));
        EXPECT_EQ(verify_take(cut.wav()).digest, Verdict::Digest::matches);
    });
}

TEST_F(CareInAPowerCut, WhatIsKeptIsKeptOnceThatIsAnswered) {
    at_each_cut_in({{"keep", "a.wav"}}, [](const Cut& cut) {
        EXPECT_TRUE(!cut.is_answered || fs::exists(cut.folder / "a.keep"));
        fs::remove(cut.folder / "a.keep");
        expect_whole(cut);
    });
}

/// FAT writes the entry of a new name without size and place until its file is synced.
TEST_F(CareOnAFaultyDisk, ItsNewNamesAreOnTheCardWhenThatIsAnswered) {
    begin_anew();
    ask({{"delete", "a.wav"}}, "");
    const auto has_synced = [this](const std::string& name) {
        bool is_renamed = false, is_file_synced = false;
        for (const StorageCall& call : disk_.calls()) {
            is_renamed = is_renamed || call.other.ends_with(name);
            if (!is_renamed || !call.is_sync()) continue;
            if (call.path.ends_with(name)) is_file_synced = true;
            if (is_file_synced && call.path == home_.takes()) return true;
        }
        return false;
    };
    EXPECT_TRUE(has_synced("a.wav.deleted"));
    EXPECT_EQ(names(), set_aside);
    disk_.forget();
    ask({{"undelete", "a.wav"}}, "");
    EXPECT_TRUE(has_synced("a.wav"));
}

} // namespace
} // namespace redstart

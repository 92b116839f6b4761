// Asked by a bell, answered by a mailbox; the loop is woken only for what it does not know yet.
#include "station/folder_thread.hpp"

#include "base/doorbell.hpp"
#include "base/log.hpp"
#include "base/mailbox.hpp"
#include "base/thread.hpp"
#include "takes/care_for.hpp"
#include "takes/deleted_takes.hpp"
#include "takes/newest_take.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 1500ms; // with the time between two looks, under the 3 s of a fault
constexpr auto patience_in_chores = 10s; // one file completed or removed takes its time
constexpr auto longest_end = 5s;
constexpr auto longest_finish = 2s; // of sidecars at the end
constexpr std::size_t working_memory =
    96 * 1024; // two folders are read, 32 KiB each, and a sidecar

/// A heap grows by the page as it is first used, and a folder's reading uses more of it the more
/// takes there are. Touched once, it is as large at the first take as at the last.
void touch_heap() noexcept {
    void* const memory = std::malloc(working_memory);
    if (memory) ::explicit_bzero(memory, working_memory);
    std::free(memory);
}

} // namespace

/// What came of something that was asked: the take's file, or why not.
struct Cared {
    bool is_done = false;
    std::string text;
};

struct FolderThread::Work {
    explicit Work(const StorageSettings& settings)
        : folder(settings.folder),
          watch(settings, [this] { deleted.remove_due(Clock::now()); }),
          sidecars(folder),
          deleted(folder) {}

    const std::filesystem::path folder;
    FolderCheck watch; // the thread's
    SidecarJobs sidecars;
    DeletedTakes deleted;
    bool is_there = false;
    unsigned arrivals = 0;            // of folders, whose sidecars were looked at
    std::optional<NewestTake> newest; // looked for since the folder has arrived
    std::optional<FolderLook> told;
    unsigned generation_known = 0;

    Mailbox<FolderLook, 8> looks;
    Mailbox<std::string, 2> last_takes;
    Mailbox<TakeCare, 8> cares;
    Mailbox<Cared, 8> cared; // no more than were asked, so there is always room
    std::atomic<std::int64_t> free_bytes{-1};
    std::atomic<unsigned> asked{0}, answered{0}, generation{0};
    std::atomic<bool> is_over{false}, is_recording{false}, has_new_takes{false}, is_caring{false};
    Doorbell thread_bell, loop_bell, ended;
};

FolderThread::FolderThread(EventLoop& loop, const StorageSettings& settings,
                           std::function<void()> on_news)
    : on_news_(std::move(on_news)),
      work_(std::make_shared<Work>(settings)),
      late_(loop, [this] { on_news_(); }),
      rings_(loop, work_->loop_bell.fd(), [this] { handle(); }) {
    start_thread("folder", [work = work_] { run(*work); }).detach();
}

FolderThread::~FolderThread() {
    work_->is_over = true;
    work_->thread_bell.ring();
    if (!work_->ended.wait(longest_end)) log_warning("the card does not answer; ending without it");
}

void FolderThread::look() {
    if (work_->asked != work_->answered) return;
    asked_ = Clock::now();
    ++work_->asked;
    late_.after(patience + 50ms);
    work_->thread_bell.ring();
}

std::optional<FolderLook> FolderThread::newest() const {
    auto look = newest_;
    const std::int64_t free = work_->free_bytes;
    if (look && look->free_bytes && free >= 0) look->free_bytes = static_cast<std::uint64_t>(free);
    return look;
}

bool FolderThread::hangs() const noexcept {
    const bool is_asked = work_->asked != work_->answered;
    const bool is_busy = work_->watch.is_at_chores() || work_->is_caring;
    const auto limit = is_busy ? patience_in_chores : patience;
    return is_asked && Clock::now() - asked_ > limit;
}

std::optional<std::string> FolderThread::last_take_found() {
    return std::exchange(last_take_found_, std::nullopt);
}

void FolderThread::care(TakeCare care, Answer answer) {
    if (waiting_.size() >= 8 || !work_->cares.send(care))
        return answer(false,
                      "card: it does not answer, and no more can wait for it; try again when "
                      "it does");
    waiting_.push_back(std::move(answer));
    work_->thread_bell.ring();
}

void FolderThread::invalidate() {
    ++work_->generation;
    newest_.reset();
}

void FolderThread::set_recording(bool on) {
    if (work_->is_recording.exchange(on) == on || on) return;
    work_->has_new_takes = true;
    work_->thread_bell.ring();
}

void FolderThread::handle() {
    work_->loop_bell.answer();
    while (auto look = work_->looks.receive())
        if (look->generation == work_->generation) newest_ = std::move(look);
    while (auto take = work_->last_takes.receive()) last_take_found_ = std::move(take);
    while (const auto cared = work_->cared.receive()) {
        const Answer answer = std::move(waiting_.front());
        waiting_.pop_front();
        answer(cared->is_done, cared->text);
    }
    on_news_();
}

/// What no list has foreseen: the log tells it, and the next look may go better.
void tell(const std::exception& error) noexcept {
    try {
        log_error(std::string("folder: ") + error.what() + "; it goes on");
    } catch (const std::exception&) { // not even that much memory
    }
}

/// Not below the writer's priority: a thread delayed inside the file system delays all that wait
/// for it.
void FolderThread::run(Work& work) noexcept {
    touch_heap();
    const auto guarded = [&work](void (*duty)(Work&)) {
        try {
            duty(work);
        } catch (const std::exception& error) {
            tell(error);
        }
    };
    while (!work.is_over) {
        work.thread_bell.wait(work.deleted.is_empty() ? std::chrono::nanoseconds(1h) : 1s);
        guarded(attend);
    }
    guarded(finish_up);
    work.ended.ring();
}

void FolderThread::attend(Work& work) {
    answer(work);
    care_for_takes(work);
    if (!work.is_there || work.is_recording) return;
    work.deleted.remove_due(Clock::now());
    if (work.has_new_takes.exchange(false)) work.sidecars.look_again();
    // A folder has many files, and a long one is read in pieces; a look that is asked for in
    // between is answered.
    const auto see = [&work](const std::filesystem::path& file) {
        if (work.newest) work.newest->see(file);
        answer(work);
    };
    const auto go_on = [&work](std::uint64_t, std::uint64_t) {
        tell_last_take(work);
        answer(work);
        care_for_takes(work);
        return !work.is_over && !work.is_recording && work.is_there;
    };
    work.sidecars.attend(go_on, see);
    tell_last_take(work);
}

/// One walk through the folder finds it and the sidecars that are to be finished.
void FolderThread::tell_last_take(Work& work) {
    if (!work.newest || work.newest->file().empty()) return;
    std::string take = work.newest->file();
    work.newest.reset();
    if (work.last_takes.send(take)) work.loop_bell.ring();
}

/// The take that a clean end has just finished gets its sidecar, where that is quick; else the next
/// life makes it.
void FolderThread::finish_up(Work& work) {
    if (!work.is_there) return;
    if (work.has_new_takes.exchange(false)) work.sidecars.look_again();
    const TimePoint deadline = Clock::now() + longest_finish;
    work.sidecars.attend(
        [deadline](std::uint64_t, std::uint64_t) { return Clock::now() < deadline; });
}

void FolderThread::care_for_takes(Work& work) {
    while (const TakeCare* const asked = work.cares.front()) {
        Cared cared;
        work.is_caring = true;
        try {
            cared.text = care_for(work.folder, *asked, work.deleted);
            cared.is_done = true;
            if (asked->care == Care::restore) work.sidecars.look_again(); // it may have none yet
        } catch (const std::exception& error) {
            cared.text = error.what();
        }
        work.is_caring = false;
        work.cares.receive();
        [[maybe_unused]] const bool has_room = work.cared.send(cared);
        work.loop_bell.ring();
    }
}

/// Looks, where that was asked for.
void FolderThread::answer(Work& work) {
    const unsigned asked = work.asked;
    if (work.is_over || asked == work.answered) return;
    bool is_new = true;
    try {
        is_new = look(work);
    } catch (const std::exception& error) { // the next look is asked for all the same
        log_error(error.what());
    }
    work.answered = asked;
    if (is_new) work.loop_bell.ring();
}

/// A fault where the look itself fails.
FolderLook FolderThread::look_at_folder(FolderCheck& watch) {
    try {
        return watch.look();
    } catch (const std::exception& error) {
        watch.invalidate();
        FolderLook fault;
        fault.is_missing = true;
        fault.why = std::string("folder of the takes: no look at it: ") + error.what() +
                    "; looking again each second";
        return fault;
    }
}

bool FolderThread::look(Work& work) {
    const unsigned generation = work.generation;
    if (std::exchange(work.generation_known, generation) != generation) {
        work.watch.invalidate();
        work.told.reset();
    }
    FolderLook look = look_at_folder(work.watch);
    look.generation = generation;
    work.is_there = !look.is_missing;
    if (std::exchange(work.arrivals, look.arrivals) != look.arrivals) {
        work.sidecars.look_again();
        work.deleted.find(Clock::now());
        work.newest.emplace();
    }
    work.free_bytes = look.free_bytes ? static_cast<std::int64_t>(*look.free_bytes) : -1;
    if (work.told && !look.differs_from(*work.told)) return false;
    const FolderLook copy = look;
    if (work.looks.send(look)) work.told = copy;
    return true;
}

} // namespace redstart

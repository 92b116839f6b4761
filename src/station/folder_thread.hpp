// The thread that cares for the folder of the takes, so that a card which hangs holds up nobody.
#pragma once

#include "base/take_care.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"
#include "station/folder_check.hpp"
#include "station/pending_takes.hpp"
#include "station/sidecar_jobs.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace redstart {

/// Looks at the folder when it is asked to, on a thread of its own, and tells the loop what is new;
/// whatever touches the folder and can wait is done there. All calls belong to the loop's thread,
/// and none of them waits but the destructor, a few seconds for a card that hangs: then the thread
/// is left to itself, for the program that ends.
class FolderThread {
public:
    /// `on_news` is called from the loop when newest() is another, and when hangs() may be.
    FolderThread(EventLoop& loop, const StorageSettings& settings, std::function<void()> on_news);
    ~FolderThread();

    /// Has the folder looked at, unless the look before is still under way.
    void look();

    /// What is known of the folder; nothing before the first look has come back. Its free_bytes are
    /// of the latest look, even where nothing else was new.
    std::optional<FolderLook> newest() const;

    /// A look that was asked for is late: the card does not answer.
    bool hangs() const noexcept;

    /// The take that was finished last among those that lay in the folder when it turned up; told
    /// once, after on_news.
    std::optional<std::string> last_take_found();

    /// A write has failed: nothing is known until a look has completed what that left, as if the
    /// card had been away.
    void invalidate();

    /// Has that done to a finished take, and answers with its file once it is on the card.
    void care(TakeCare care, Answer answer);

    /// While a take is written, what can wait is left: the digests of the takes before, and, as
    /// long as there is room, the end of those that were removed.
    void set_recording(bool on);

private:
    struct Work;
    static void run(Work& work) noexcept;
    static void attend(Work& work);
    static FolderLook look_at_folder(FolderCheck& watch);
    static void answer(Work& work);
    static bool look(Work& work);
    static void tell_last_take(Work& work);
    static void care_for_takes(Work& work);
    static void finish_up(Work& work);
    void handle();

    std::function<void()> on_news_;
    std::shared_ptr<Work> work_; // the thread's too
    std::optional<FolderLook> newest_;
    std::optional<std::string> last_take_found_;
    std::deque<Answer> waiting_; // in the order of what was asked
    TimePoint asked_{};
    Timer late_;
    FdEvent rings_;
};

} // namespace redstart

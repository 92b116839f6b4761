// The thread takes the jobs one by one and ends when there are none.
#include "web/overviews.hpp"

#include "base/idle.hpp"
#include "base/thread.hpp"
#include "disk/take_paths.hpp"
#include "takes/sha256.hpp"
#include "takes/sidecar.hpp"
#include "wav/sound_frames.hpp"
#include "web/overview.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <fcntl.h>

namespace redstart {
namespace {

constexpr std::size_t block_bytes = 64 * 1024, most_failures = 64;
constexpr auto remembered = std::chrono::minutes(1); // of a failure; then it is tried again

/// Threw away on the way; it ends the making and is no failure.
struct Stopped {};

/// An error names the take by its place, not by the descriptor that it was read by.
std::string in_words(std::string what, const std::string& path, const std::string& place) {
    for (std::size_t at = what.find(path); at != what.npos; at = what.find(path, at))
        what.replace(at, path.size(), place);
    return what;
}

Overviews::Answer no_take() {
    Overviews::Answer answer;
    answer.is_take = false;
    return answer;
}

std::string digest_in_sidecar(const UniqueFd& folder, const std::string& place) {
    const auto name = std::filesystem::path(place).filename();
    try {
        const auto sidecar = read_sidecar(TakePaths::of_sound(in_folder(folder, name)).sidecar());
        return sidecar ? sidecar->sha256 : std::string();
    } catch (const Error&) {
        return {};
    }
}

} // namespace

Overviews::Overviews(const TakeFolder& folder, const std::filesystem::path& state,
                     std::uint64_t most_bytes)
    : folder_(folder), store_(state / "overviews", most_bytes) {}

Overviews::~Overviews() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
}

std::optional<bool> Overviews::verified(const std::string& place) const {
    const UniqueFd file = folder_.open(place);
    const auto take = file ? TakeIdentity::of(file, place) : std::nullopt;
    const Checked checked = take ? store_.checked(*take) : Checked::not_known;
    if (checked == Checked::not_known) return {};
    return checked == Checked::matches;
}

Overviews::Answer Overviews::ask(const std::string& place) {
    const auto kind = take_file_kind(place);
    if (kind != TakeFileKind::wav && kind != TakeFileKind::flac) return no_take();
    UniqueFd file = folder_.open(place);
    const auto take = file ? TakeIdentity::of(file, place) : std::nullopt;
    if (!take) return no_take();
    if (auto body = store_.load(*take)) return {std::move(*body), 1, {}, true};
    const std::scoped_lock lock(mutex_);
    std::erase_if(failures_,
                  [](const Failure& failure) { return Clock::now() > failure.when + remembered; });
    for (const Failure& failure : failures_)
        if (failure.take == *take) return {{}, 0, failure.error, true};
    if (current_ == *take) return {{}, progress_, {}, true};
    if (std::ranges::none_of(waiting_, [&](const Job& job) { return job.take == *take; }))
        add({*take, std::move(file), folder_.open_folder_of(place)});
    return {};
}

/// With the lock. Where too many wait, the page asks again.
void Overviews::add(Job job) {
    if (waiting_.size() >= most_waiting) return;
    if (!is_working_) {
        if (thread_.joinable()) thread_.join();                  // it is at its end
        thread_ = start_thread("overviews", [this] { work(); }); // waits for the lock
        is_working_ = true; // not before: the thread may be one too many
    }
    waiting_.push_back(std::move(job));
}

void Overviews::work() noexcept {
    work_when_idle();
    for (;;) {
        Job job;
        {
            const std::scoped_lock lock(mutex_);
            current_.reset();
            is_working_ = !waiting_.empty() && !is_over_;
            if (!is_working_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
            current_ = job.take;
            progress_ = 0;
        }
        make(job);
    }
}

void Overviews::make(const Job& job) {
    std::string error;
    try {
        Checked checked = Checked::not_known;
        const auto body = draw(job, checked);
        store_.save(job.take, checked, body);
        return;
    } catch (const Stopped&) {
        return;
    } catch (const Error& thrown) {
        error = in_words(thrown.what(), path_of(job.file), job.take.place);
    } catch (const std::exception&) { // no memory
        error = job.take.place + ": no memory for its overview; end other programs";
    }
    const std::scoped_lock lock(mutex_);
    failures_.push_back({job.take, std::move(error), Clock::now()});
    if (failures_.size() > most_failures) failures_.pop_front();
}

std::vector<std::byte> Overviews::draw(const Job& job, Checked& checked) {
    SoundFrames sound(path_of(job.file));
    const Frames all = sound.info().frames;
    if (all == 0)
        throw Error(job.take.place, "it has no sound, or does not tell how much",
                    "redstart info tells more");
    Overview overview(sound.format(), all);
    Sha256 digest;
    std::vector<std::byte> block(std::max(block_bytes, sound.format().frame_bytes()));
    for (Frames done = 0; const Frames frames = sound.read(block);) {
        if (is_over_) throw Stopped();
        const auto heard = std::span(block).first(sound.format().bytes(frames)); // in memory
        overview.hear(heard);
        digest.add(heard);
        done += frames;
        progress_ = static_cast<double>(done) / static_cast<double>(all);
        ::posix_fadvise(job.file.get(), 0, 0, POSIX_FADV_DONTNEED);
    }
    const std::string wanted = digest_in_sidecar(job.folder, job.take.place);
    if (!wanted.empty()) checked = digest.digits() == wanted ? Checked::matches : Checked::differs;
    return overview.bytes();
}

} // namespace redstart

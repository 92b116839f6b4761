// Makes overviews while nobody else wants the processor, and hands out those that are kept.
#pragma once

#include "web/overview_store.hpp"
#include "web/take_folder.hpp"

#include <redstart/source.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace redstart {

/// One thread makes one after the other at idle priority; it is there only while there is something
/// to make. What is read for it does not stay in the page cache. All calls are one thread's, and
/// none waits for that thread but the destructor, which waits for a block.
class Overviews {
public:
    static constexpr std::size_t most_waiting = 16;

    /// `folder` outlives it. Throws Error where the state cannot be written.
    Overviews(const TakeFolder& folder, const std::filesystem::path& state,
              std::uint64_t most_bytes = OverviewStore::most_bytes);
    ~Overviews();
    Overviews(const Overviews&) = delete;
    Overviews& operator=(const Overviews&) = delete;

    struct Answer {
        std::vector<std::byte> body; // empty: not yet, or never
        double progress = 0;
        std::string error; // why never, as Error has it
        bool is_take = true;
    };
    /// Of a finished take, NAME.wav or NAME.flac; asked for the first time, it is made from now on.
    Answer ask(const std::string& place);

    /// Whether the sound is that of the digest in its sidecar, found when the overview was made.
    std::optional<bool> verified(const std::string& place) const;

private:
    struct Job {
        TakeIdentity take;
        UniqueFd file, folder;
    };
    struct Failure {
        TakeIdentity take;
        std::string error;
        TimePoint when;
    };
    void add(Job job);
    void work() noexcept;
    void make(const Job& job);
    std::vector<std::byte> draw(const Job& job, Checked& checked);

    const TakeFolder& folder_;
    OverviewStore store_;
    std::atomic<bool> is_over_ = false;
    std::atomic<double> progress_ = 0;
    mutable std::mutex mutex_; // of all below
    std::deque<Job> waiting_;
    std::optional<TakeIdentity> current_;
    std::deque<Failure> failures_;
    bool is_working_ = false;
    std::thread thread_;
};

} // namespace redstart

// Asks the folder, writes to it as a recording would, and verifies its newest take.
#include "check/folder_checks.hpp"

#include "base/unique_fd.hpp"
#include "base/units.hpp"
#include "disk/folder_probe.hpp"
#include "disk/lookup.hpp"
#include "disk/page_writer.hpp"
#include "disk/take_lock.hpp"
#include "disk/take_paths.hpp"
#include "takes/newest_take.hpp"
#include "takes/verify.hpp"

#include <redstart/clock.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <thread>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using enum CheckResult::Verdict;

std::string file_system_of(const fs::path& folder) {
    struct statfs about {};
    if (::statfs(folder.c_str(), &about) != 0) return "unknown";
    switch (static_cast<unsigned long>(about.f_type)) {
    case 0xEF53:
        return "ext4";
    case 0x4d44:
        return "vfat";
    case 0x2011BAB0:
        return "exfat";
    case 0xF2F52010:
        return "f2fs";
    case 0x9123683E:
        return "btrfs";
    case 0x58465342:
        return "xfs";
    case 0x01021994:
        return "tmpfs";
    case 0x794c7630:
        return "overlay";
    case 0x6969:
        return "nfs";
    default:
        return "another file system";
    }
}

std::string owner_of(const fs::path& folder) {
    struct stat about {};
    if (::stat(folder.c_str(), &about) != 0) return "?";
    const passwd* user = ::getpwuid(about.st_uid);
    char mode[16] = "";
    std::snprintf(mode, sizeof mode, " %04o", about.st_mode & 07777);
    return (user != nullptr ? user->pw_name : std::to_string(about.st_uid)) + mode;
}

/// A file that nobody had before, removed at the end if its name still is that file.
class OwnFile {
public:
    explicit OwnFile(const fs::path& folder)
        : folder_(::open(folder.c_str(), O_DIRECTORY | O_CLOEXEC)),
          name_(".redstart-doctor-" + std::to_string(::getpid())),
          file_(create_new(folder_.get(), name_.c_str(), O_RDWR | O_CLOEXEC)) {
        if (!file_) throw storage_error(folder / name_, errno);
    }
    ~OwnFile() {
        struct stat ours {
        }, there{};
        if (::fstat(file_.get(), &ours) == 0 &&
            ::fstatat(folder_.get(), name_.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
            ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
            ::unlinkat(folder_.get(), name_.c_str(), 0);
    }
    OwnFile(const OwnFile&) = delete;
    OwnFile& operator=(const OwnFile&) = delete;

    int fd() const noexcept { return file_.get(); }

private:
    UniqueFd folder_;
    std::string name_;
    UniqueFd file_;
};

constexpr std::array limits = {10ms, 30ms, 100ms, 300ms, 1000ms, 3000ms, 10000ms};
constexpr std::array words = {"below 10 ms", "below 30 ms", "below 100 ms", "below 300 ms",
                              "below 1 s",   "below 3 s",   "below 10 s",   "longer"};

} // namespace

CheckResult check_folder(const fs::path& folder) {
    if (const auto fault = folder_fault(folder)) return {"folder", no_go, "", fault->what()};
    const std::string system = file_system_of(folder);
    const std::string value = folder.string() + ", " + system + ", " + owner_of(folder);
    if (system == "tmpfs")
        return {"folder", warn, value,
                "it lies in memory and is lost when the power is cut; "
                "[storage] folder on a card"};
    return {"folder", ok, value, ""};
}

CheckResult check_space(const fs::path& folder, std::uint64_t keep_free,
                        const AudioFormat& format) {
    const auto free = free_bytes(folder);
    if (!free) return {"space", no_go, "", folder.string() + " cannot be asked; is it mounted?"};
    const double usable = *free > keep_free ? static_cast<double>(*free - keep_free) : 0;
    const double hours = usable / 3600 / static_cast<double>(format.bytes_per_second());
    char value[64] = "";
    std::snprintf(value, sizeof value, "%.1f hours, %s free", hours, show_bytes(*free).c_str());
    if (usable == 0)
        return {"space", no_go, value,
                "less than [storage] keep_free is left; delete takes, or "
                "put in another card"};
    if (hours < 1) return {"space", warn, value, "less than an hour; delete takes"};
    return {"space", ok, value, ""};
}

bool is_take_under_way(const fs::path& folder) {
    const auto unreadable = [](const Error&) {};
    const auto parts = files_below(folder, is_part, unreadable);
    return std::ranges::any_of(parts, [](const fs::path& part) {
        const UniqueFd file(::open(part.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        return file && TakeLock(file.get()).is_refused();
    });
}

void CardTimes::add(std::chrono::nanoseconds time) noexcept {
    const auto limit = std::ranges::upper_bound(limits, time);
    ++counts[static_cast<std::size_t>(limit - limits.begin())];
    worst = std::max(worst, time);
}

CardTimes write_to_card(const fs::path& folder, const AudioFormat& format,
                        std::chrono::nanoseconds duration,
                        const std::function<bool(double share)>& goes_on) {
    const OwnFile file(folder);
    PageWriter writer(file.fd());
    const auto second = static_cast<std::size_t>(format.bytes_per_second());
    const std::size_t bytes = (second + page_bytes - 1) / page_bytes * page_bytes;
    const std::unique_ptr<std::byte, decltype(&std::free)> memory(
        static_cast<std::byte*>(std::aligned_alloc(page_bytes, bytes)), &std::free);
    if (!memory) throw system_error("memory", ENOMEM);
    std::fill_n(memory.get(), bytes, std::byte{0x5a});
    CardTimes times;
    const TimePoint begin = Clock::now();
    std::uint64_t at = 0;
    for (auto next = 0s; next < duration; next += 1s) {
        std::this_thread::sleep_until(std::chrono::steady_clock::now() +
                                      (begin + next - Clock::now()));
        if (!goes_on(std::chrono::duration<double>(next) / duration)) break;
        const TimePoint before = Clock::now();
        const Written written = writer.write(at, {memory.get(), bytes}, {});
        const auto error = written.error ? written.error : sync_data(file.fd());
        if (error) throw storage_error(folder, error.value());
        times.add(Clock::now() - before);
        at += bytes;
    }
    return times;
}

CheckResult check_card(const CardTimes& times, std::chrono::nanoseconds stall) {
    std::string value = "worst " + show_duration(times.worst);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (times.counts[i] > 0) value += ", " + std::to_string(times.counts[i]) + " " + words[i];
    if (times.worst * 3 > stall)
        return {"card", no_go, value,
                "three times its slowest write is more than the " + show_duration(stall) +
                    " that the ring bridges; a longer [audio] ring, or a better card"};
    return {"card", ok, value, ""};
}

CheckResult check_last_take(const fs::path& folder) {
    try {
        const fs::path newest = newest_take(folder);
        if (newest.empty()) return {"take", not_here, "", "none was recorded yet"};
        const Verdict verdict = verify_take(newest);
        const std::string name = newest.lexically_relative(folder).string();
        if (verdict.faults.empty()) return {"take", ok, name, ""};
        return {"take", warn, name,
                verdict.faults.front() + "; redstart verify " + newest.string() + " tells more"};
    } catch (const Error& error) {
        return {"take", warn, "", error.what()};
    }
}

} // namespace redstart

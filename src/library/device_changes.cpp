// A thread that waits for the folder of sound devices to change, by inotify(7).
#include "base/doorbell.hpp"
#include "base/thread.hpp"
#include "base/unique_fd.hpp"

#include <redstart/devices.hpp>
#include <redstart/error.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace redstart {
namespace {

constexpr std::uint32_t comings_and_goings = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

} // namespace

class DeviceChanges::Impl {
public:
    Impl(std::function<void()> on_change, const std::filesystem::path& folder)
        : on_change_(std::move(on_change)),
          folder_(folder),
          name_(folder.filename()),
          inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
        const std::string above = folder.parent_path();
        if (!inotify_) throw system_error("inotify", errno);
        above_ = ::inotify_add_watch(inotify_.get(), above.c_str(), comings_and_goings);
        if (above_ < 0) throw system_error(above, errno);
        watch_folder();
        thread_ = start_thread("device changes", [this] { watch(); });
    }
    ~Impl() {
        ending_.ring();
        thread_.join();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

private:
    /// Rights count too: udev gives them a moment after the device is there.
    void watch_folder() {
        ::inotify_add_watch(inotify_.get(), folder_.c_str(), comings_and_goings | IN_ATTRIB);
    }
    void watch();
    bool wait(int milliseconds);
    bool read_changes();
    void tell() const noexcept;

    const std::function<void()> on_change_;
    const std::string folder_, name_;
    UniqueFd inotify_;
    int above_ = -1;
    Doorbell ending_;
    std::thread thread_;
};

/// A card brings several devices, and their rights come later: that is told when it is over.
void DeviceChanges::Impl::watch() {
    constexpr int for_ever = -1, quiet_ms = 100;
    while (wait(for_ever)) {
        if (!read_changes()) continue;
        for (int i = 0; i < 10 && wait(quiet_ms) && read_changes(); ++i) {
        }
        tell();
    }
}

/// False at the end.
bool DeviceChanges::Impl::wait(int milliseconds) {
    std::array<pollfd, 2> both = {{{ending_.fd(), POLLIN, 0}, {inotify_.get(), POLLIN, 0}}};
    while (::poll(both.data(), both.size(), milliseconds) < 0 && errno == EINTR) {
    }
    return both[0].revents == 0;
}

bool DeviceChanges::Impl::read_changes() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    bool changed = false;
    while (true) {
        const ssize_t bytes = ::read(inotify_.get(), buffer.data(), buffer.size());
        if (bytes <= 0) break;
        for (ssize_t at = 0; at < bytes;) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            const bool is_ours = event.wd != above_ || (event.len > 0 && name_ == name);
            changed = changed || is_ours;
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
    }
    if (changed) watch_folder(); // it may be new
    return changed;
}

void DeviceChanges::Impl::tell() const noexcept {
    try {
        on_change_();
    } catch (...) { // as the header says: there is nobody whom it would reach
    }
}

DeviceChanges::DeviceChanges(std::function<void()> on_change, const std::filesystem::path& folder)
    : impl_(std::make_unique<Impl>(std::move(on_change), folder)) {}

DeviceChanges::~DeviceChanges() = default;

} // namespace redstart

// A Recorder of a source that the test scripts, and a folder for its takes.
#pragma once

#include "deck/scripted_source.hpp"
#include "library/heard.hpp"
#include "support/folder.hpp"

#include <redstart/recorder.hpp>

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

namespace redstart {

/// The device wakes its reader once a second, or when it is asked.
class OwnSourceTest : public testing::Test {
protected:
    OwnSourceTest() { device_.wakes_with = 48'000; }

    RecorderOptions options() const {
        return {.ring = std::chrono::seconds(10), .sync_every = std::chrono::seconds(60)};
    }
    OpenSource source() {
        return [this] { return std::make_unique<ScriptedSource>(device_); };
    }
    /// A take from a device that gives its frames bit by bit, as long as the start needs some.
    void start(Recorder& recorder, const std::filesystem::path& name, const TakeOptions& how = {}) {
        auto begun = std::async(std::launch::async, [&] { recorder.start(name, how); });
        while (begun.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            device_.deliver(48);
        begun.get();
    }
    Frames delivered() {
        const std::lock_guard lock(device_.mutex);
        return device_.delivered;
    }
    std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    unsigned wakeups() {
        const std::lock_guard lock(device_.mutex);
        return device_.wakeups;
    }

    TemporaryFolder folder_;
    ScriptedSource::Device device_;
};

} // namespace redstart

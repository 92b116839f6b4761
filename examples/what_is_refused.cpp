// What a recorder refuses: each with a line that says what to do, and a kind to decide by.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <functional>

int main(int count, char** words) try {
    const std::string device = count > 1 ? words[1] : "default";
    // In the order of redstart::Error::Kind.
    static constexpr const char* kinds[] = {"other", "busy",  "exists", "no_device",
                                            "full",  "state", "format"};
    const auto refused = [](const char* what, const std::function<void()>& attempt) {
        try {
            attempt();
        } catch (const redstart::Error& error) {
            std::printf("%s (%s): %s\n", what, kinds[static_cast<int>(error.kind())], error.what());
        }
    };
    refused("a chunk of 0", [&] { redstart::Recorder({.device = device, .chunk_frames = 0}); });
    refused("a rate of 5000", [&] { redstart::Recorder({.device = device, .rate = 5000}); });
    refused("33 channels", [&] { redstart::CaptureStream({.device = device, .channels = 33}); });
    refused("no such device", [] { redstart::Recorder({.device = "gone"}); });
    redstart::Recorder recorder({.device = device});
    recorder.start("first.wav");
    refused("already recording", [&] { recorder.start("second.wav"); });
    recorder.stop();
    refused("not recording", [&] { recorder.stop(); });
    refused("the same file", [&] { recorder.start("first.wav"); });
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

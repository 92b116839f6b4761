// One stream, started and stopped three times: a tenth of a second of each.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <vector>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    redstart::CaptureStream stream({.device = count > 1 ? words[1] : "default"});
    std::vector<std::byte> room(stream.format().bytes(stream.format().frames(100ms)));
    for (int i = 1; i <= 3; ++i) {
        stream.start(); // it runs from the constructor on: the first of these does nothing
        const redstart::CaptureStream::Read read = stream.read(room);
        stream.stop();
        std::printf("%d: %lld frames, %s\n", i, static_cast<long long>(read.frames),
                    stream.is_active() ? "active" : "stopped");
    }
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// Records into the same file again, which is removed first; the recorder goes, and its take is
// kept.
#include <redstart/redstart.hpp>

#include <cstdio>

int main(int count, char** words) try {
    const std::filesystem::path file = "take.wav";
    redstart::Frames frames = 0;
    {
        redstart::Recorder recorder({.device = count > 1 ? words[1] : "default"});
        recorder.start(file);
        frames = recorder.stop().frames; // stopped at once: it has sound nevertheless
        remove(file);
        recorder.start(file);
    } // the take under way is finished and kept
    std::printf("%lld frames, then %lld\n", static_cast<long long>(frames),
                static_cast<long long>(redstart::WavReader(file).frames()));
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// Records five seconds of the default microphone into a WAV file.
#include <redstart/redstart.hpp>

#include <chrono>
#include <cstdio>

int main(int count, char** words) try {
    redstart::Recorder recorder({.device = count > 2 ? words[2] : "default"});
    recorder.start(count > 1 ? words[1] : "five_seconds.wav", std::chrono::seconds(5));
    const redstart::FinishedTake take = recorder.wait();
    std::printf("%s: %lld frames, %lld lost\n", take.file.c_str(),
                static_cast<long long>(take.frames), static_cast<long long>(take.lost));
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// Two takes of one recorder, started and stopped by the program, which does other things meanwhile.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <thread>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    using Seconds = std::chrono::duration<double>;
    redstart::Recorder recorder({.device = count > 1 ? words[1] : "default",
                                 .rate = 44100,
                                 .channels = 1,
                                 .chunk_frames = 1024});
    for (const char* file : {"first.wav", "second.wav"}) {
        recorder.start(file); // returns at once; the recording goes on
        for (int i = 0; i < 4; ++i) {
            std::this_thread::sleep_for(250ms);
            std::printf("%.2f s\n", Seconds(recorder.duration()).count());
        }
        const redstart::FinishedTake take = recorder.stop();
        std::printf("%s: %lld frames, %.2f s\n", take.file.c_str(),
                    static_cast<long long>(take.frames),
                    Seconds(recorder.format().duration(take.frames)).count());
    }
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// A take for each time that it is loud, with the second before it, for so many seconds.
#include <redstart/redstart.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    const double threshold = count > 1 ? std::atof(words[1]) : -40;
    const auto end = std::chrono::steady_clock::now() +
                     std::chrono::seconds(count > 2 ? std::atol(words[2]) : 60);
    redstart::Recorder recorder({.device = count > 3 ? words[3] : "default", .pre_roll = 1s});
    int takes = 0;
    for (auto loud = end; std::chrono::steady_clock::now() < end;) {
        std::this_thread::sleep_for(50ms);
        const auto levels = recorder.rms_dbfs();
        const bool is_loud = *std::max_element(levels.begin(), levels.end()) >= threshold;
        if (is_loud) loud = std::chrono::steady_clock::now();
        if (is_loud && !recorder.is_recording())
            recorder.start("loud_" + std::to_string(++takes) + ".wav");
        else if (recorder.is_recording() && std::chrono::steady_clock::now() > loud + 1s)
            recorder.stop();
    }
    if (recorder.is_recording()) recorder.stop();
    std::printf("%d takes\n", takes);
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

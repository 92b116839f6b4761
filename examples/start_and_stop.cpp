// Each Enter starts a take or stops it; two seconds from before the Enter are part of it.
#include <redstart/redstart.hpp>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

int main(int count, char** words) try {
    redstart::Recorder recorder(
        {.device = count > 1 ? words[1] : "default", .pre_roll = std::chrono::seconds(2)});
    for (const std::string& remark : recorder.remarks()) std::puts(remark.c_str());

    std::string line;
    for (int number = 1; std::getline(std::cin, line); ++number) {
        const std::string file = "take_" + std::to_string(number) + ".wav";
        recorder.start(file);
        std::printf("recording %s\n", file.c_str());
        std::getline(std::cin, line);
        const redstart::FinishedTake take = recorder.stop();
        std::printf("%.1f s in %s\n", std::chrono::duration<double>(recorder.duration()).count(),
                    take.file.c_str());
    }
} catch (const redstart::CutShort& error) {
    std::fprintf(stderr, "%s; what came before is in %s\n", error.what(),
                 error.take().file.c_str());
    return 1;
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

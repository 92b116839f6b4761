// A short clip in a folder by label, with notes beside it that say who spoke.
#include <redstart/redstart.hpp>

#include <cstdio>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    const std::filesystem::path folder = "data/train/hello";
    create_directories(folder);
    redstart::Recorder recorder({.device = count > 1 ? words[1] : "default"});
    recorder.start(folder / "alice_001.wav",
                   {.length = 200ms, .notes = {{"speaker", "alice"}, {"label", "hello"}}});
    const redstart::FinishedTake take = recorder.wait();
    std::printf("%s: %lld frames\n", take.file.c_str(), static_cast<long long>(take.frames));
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

// Records two seconds, and makes FLAC of them: the WAV file goes once the FLAC file is proven.
#include <redstart/redstart.hpp>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

int main(int count, char** words) try {
    redstart::Recorder recorder({.device = count > 1 ? words[1] : "default"});
    recorder.start("take.wav", {.length = 2s});
    recorder.wait();

    redstart::ConvertOptions options{.remove = true};
    options.progress = [](std::uint64_t done, std::uint64_t of) {
        if (of > 0)
            std::printf("\r%3.0f %%", 100. * static_cast<double>(done) / static_cast<double>(of));
    };
    const auto made = redstart::to_flac("take.wav", options);
    std::printf("\n%s: %lld frames, SHA-256 %s\n", made.file.c_str(),
                static_cast<long long>(made.frames), made.sha256.c_str());
} catch (const redstart::Error& error) { // take.wav is there, as it was
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

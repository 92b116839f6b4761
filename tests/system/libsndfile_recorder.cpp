// Records numbers through libsndfile, as pw-record and timemachine record sound: FILE FORMAT
// CHANNELS FRAMES [auto]. With 0 frames it goes on until it is killed; `auto` keeps the header up
// to date.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <vector>

namespace {

/// SF_INFO of sndfile.h, which is in no package that the tests need.
struct Info {
    std::int64_t frames = 0;
    int rate = 48000, channels = 0, format = 0, sections = 0, seekable = 0;
};
constexpr int for_writing = 0x20, keep_header = 0x1061, yes = 1;

template <class Function>
Function* function(void* library, const char* name) {
    void* const found = ::dlsym(library, name);
    if (found == nullptr) std::exit(2);
    Function* result = nullptr;
    std::memcpy(&result, &found, sizeof result);
    return result;
}

} // namespace

int main(int argc, char** argv) {
    void* const library = ::dlopen("libsndfile.so.1", RTLD_NOW);
    if (library == nullptr) return 77;
    if (argc < 5) return 2;
    Info info;
    info.format = static_cast<int>(std::strtol(argv[2], nullptr, 16));
    info.channels = std::atoi(argv[3]);
    const std::int64_t wanted = std::atoll(argv[4]);
    const std::int64_t frame_bytes = info.channels * ((info.format & 0xF) == 3 ? 3 : 2);

    void* const file =
        function<void*(const char*, int, Info*)>(library, "sf_open")(argv[1], for_writing, &info);
    if (file == nullptr) return 1;
    if (argc > 5)
        function<int(void*, int, void*, int)>(library, "sf_command")(file, keep_header, nullptr,
                                                                     yes);
    const auto write =
        function<std::int64_t(void*, const void*, std::int64_t)>(library, "sf_write_raw");
    std::vector<unsigned char> frame(static_cast<std::size_t>(frame_bytes));
    for (std::int64_t i = 0; wanted == 0 || i < wanted; ++i) {
        for (unsigned char& byte : frame) byte = static_cast<unsigned char>(i % 251 + 1);
        if (write(file, frame.data(), frame_bytes) != frame_bytes) return 1;
    }
    return function<int(void*)>(library, "sf_close")(file);
}

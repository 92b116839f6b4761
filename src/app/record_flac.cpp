// The take has all promises of WAV; FLAC comes when it is over and safe.
#include "app/record_flac.hpp"

#include "app/conversions.hpp"
#include "base/log.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "wav/flac_encoder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace redstart {
namespace {

constexpr std::array<std::string_view, 8> of_others = {".mp3", ".ogg", ".oga", ".opus",
                                                       ".m4a", ".mp4", ".aac", ".wma"};

std::string ending_of(const std::string& file) {
    std::string ending = std::filesystem::path(file).extension();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
    return ending;
}

} // namespace

void read_ending(RecordOptions& options) {
    const std::string ending = ending_of(options.file);
    if (std::ranges::find(of_others, ending) != of_others.end())
        throw Error(options.file, "Redstart writes WAV and FLAC",
                    "redstart record -q - | ffmpeg -i - " + options.file);
    options.flac = ending == ".flac";
    if (!options.flac) return;
    if (is_there(options.file)) throw storage_error(options.file, EEXIST);
    options.file = std::filesystem::path(options.file).replace_extension(".wav");
}

void warn_where_it_stays_wav(const AudioFormat& format) try {
    if (const auto why = flac_refusal(format); !why.empty())
        log_warning("the take stays WAV: its sound is " + why);
    check_libflac();
} catch (const Error& error) {
    log_warning(error.within("the take stays WAV").what());
}

bool make_flac(const std::vector<std::string>& wavs) {
    std::vector<std::string> left = wavs;
    bool all = true;
    const auto convert = [](const std::string& wav, const GoOn& go_on) {
        return to_flac(wav, Original::goes, go_on);
    };
    convert_all(wavs, convert, [&](const Conversion& over) {
        std::erase(left, over.file);
        if (over.error.empty()) return;
        all = false;
        std::fprintf(stderr, "redstart: %s\n", over.error.c_str());
    });
    for (const std::string& wav : left)
        std::fprintf(stderr,
                     "redstart: %s: whole, but its FLAC was not waited for; "
                     "redstart convert %s --to flac --remove makes it\n",
                     wav.c_str(), wav.c_str());
    return all && left.empty();
}

} // namespace redstart

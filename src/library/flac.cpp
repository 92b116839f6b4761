// The public face of the conversions in takes/.
#include <redstart/flac.hpp>

#include "takes/convert.hpp"

namespace redstart {
namespace {

Original original(const ConvertOptions& options) {
    return options.remove ? Original::goes : Original::stays;
}

GoOn go_on(const ConvertOptions& options) {
    return [&options](std::uint64_t done, std::uint64_t of) {
        if (options.progress) options.progress(done, of);
        return !options.stop.stop_requested();
    };
}

ConvertedFile public_part(Converted made) {
    return {std::move(made.file), made.format, made.frames, std::move(made.sha256)};
}

} // namespace

ConvertedFile to_flac(const std::filesystem::path& wav, const ConvertOptions& options) {
    return public_part(to_flac(wav, original(options), go_on(options)));
}

ConvertedFile to_wav(const std::filesystem::path& flac, const ConvertOptions& options) {
    return public_part(to_wav(flac, original(options), go_on(options)));
}

} // namespace redstart

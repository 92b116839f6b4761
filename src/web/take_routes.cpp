// Each request opens its file anew; nothing of a take is kept between two.
#include "web/take_routes.hpp"

#include "disk/take_paths.hpp"
#include "wav/flac_info.hpp"
#include "wav/labels.hpp"
#include "web/byte_range.hpp"
#include "web/playable_sound.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t usual_count = 50;
constexpr std::size_t whole_message = 255; // of a name that is told back

HttpResponse no_such_take(const std::string& place) {
    return refusal_response(404, place.substr(0, whole_message) +
                                     ": no such take; load the list of takes again");
}

/// Its last part, for a header: what is not plain stands in %XX (RFC 8187).
std::string disposition(const fs::path& name) {
    std::string text = "attachment; filename*=UTF-8''";
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char letter : name.string()) {
        const auto c = static_cast<unsigned char>(letter);
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        if (is_plain)
            text += letter;
        else
            text += std::string("%") + digits[c >> 4U] + digits[c & 15U];
    }
    return text;
}

/// Another file, length or time of change is another tag. One that grows has none.
std::string tag_of(const UniqueFd& file, const char* kind) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return {};
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "\"%s%llx-%llx-%llx.%lx\"", kind,
                  static_cast<unsigned long long>(status.st_ino),
                  static_cast<unsigned long long>(status.st_size),
                  static_cast<unsigned long long>(status.st_mtim.tv_sec),
                  static_cast<unsigned long>(status.st_mtim.tv_nsec));
    return text.data();
}

std::uint64_t size_of(const UniqueFd& file) {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// Status and headers for the range that is asked for; the body is its caller's.
ByteRange begin_ranges(const HttpRequest& request, const std::string& tag, std::uint64_t size,
                       HttpResponse& response) {
    const auto range =
        ByteRange::of(request.header("range"), request.header("if-range"), tag, size);
    response.headers.emplace_back("Accept-Ranges", "bytes");
    if (!tag.empty()) response.headers.emplace_back("ETag", tag);
    if (range.answer == ByteRange::Answer::part) response.status = 206;
    if (range.answer == ByteRange::Answer::beyond) response.status = 416;
    if (range.answer != ByteRange::Answer::whole)
        response.headers.emplace_back("Content-Range", range.content_range(size));
    return range;
}

const char* type_of(TakeFileKind kind) noexcept {
    if (kind == TakeFileKind::flac) return "audio/flac";
    return kind == TakeFileKind::sidecar ? "application/json" : "audio/wav";
}

HttpResponse send_file(const HttpRequest& request, UniqueFd file, TakeFileKind kind) {
    HttpResponse response;
    const std::uint64_t size = size_of(file);
    const std::string tag = kind == TakeFileKind::part ? std::string() : tag_of(file, "");
    const ByteRange range = begin_ranges(request, tag, size, response);
    response.headers.emplace_back("Content-Type", type_of(kind));
    if (request.value("download"))
        response.headers.emplace_back("Content-Disposition",
                                      disposition(fs::path(request.rest).filename()));
    if (range.bytes > 0) response.body = HttpFile{std::move(file), range.first, range.bytes};
    return response;
}

HttpResponse send_playable(const HttpRequest& request, UniqueFd file, TakeFileKind kind) {
    HttpResponse response;
    const std::string tag = kind == TakeFileKind::part ? std::string() : tag_of(file, "p");
    const auto sound = std::make_shared<const PlayableSound>(std::move(file), request.rest);
    const ByteRange range = begin_ranges(request, tag, sound->bytes(), response);
    response.headers.emplace_back("Content-Type", "audio/wav");
    if (range.bytes == 0) return response;
    response.body = HttpPieces{
        range.bytes, [sound, range](std::uint64_t at, std::span<char> to) -> std::size_t {
            try {
                const auto left =
                    static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), range.bytes - at));
                return sound->read(range.first + at, std::as_writable_bytes(to.first(left)));
            } catch (const Error&) { // the take has gone, or its card
                return 0;
            }
        }};
    return response;
}

std::size_t count_in(const HttpRequest& request) {
    const std::string_view text = request.value("count").value_or("");
    std::size_t count = usual_count;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return std::clamp<std::size_t>(count, 1, TakeList::most_count);
}

/// An error of a take or its card is told, and is no reason to end.
template <class Answer>
HttpHandler answering(Answer answer) {
    return [answer](const HttpRequest& request, const HttpReply& reply) {
        try {
            reply.finish(answer(request));
        } catch (const Error& error) {
            reply.finish(
                refusal_response(error.kind() == Error::Kind::format ? 415 : 503, error.what()));
        }
    };
}

} // namespace

TakeRoutes::TakeRoutes(const fs::path& folder, const fs::path& state)
    : folder_(folder),
      overviews_(folder_, state),
      list_(folder_, [this](const std::string& file) { return overviews_.verified(file); }) {}

void TakeRoutes::add_to(Routes& routes) {
    const auto add = [&](const char* path, auto answer) {
        routes.get(path, WhoMayAsk::readers, answering(answer));
    };
    add("/takes", [this](const HttpRequest& request) { return list(request); });
    add("/takes/", [this](const HttpRequest& request) { return file(request); });
    add("/labels/", [this](const HttpRequest& request) { return labels(request); });
    add("/play/", [this](const HttpRequest& request) { return play(request); });
    add("/overview/", [this](const HttpRequest& request) { return overview(request); });
}

HttpResponse TakeRoutes::list(const HttpRequest& request) {
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = list_.page(request.value("before").value_or(""), count_in(request));
    return response;
}

HttpResponse TakeRoutes::file(const HttpRequest& request) const {
    UniqueFd file = folder_.open(request.rest);
    if (!file) return no_such_take(request.rest);
    return send_file(request, std::move(file), *take_file_kind(request.rest));
}

HttpResponse TakeRoutes::labels(const HttpRequest& request) const {
    const UniqueFd file = folder_.open(request.rest);
    if (!file || take_file_kind(request.rest) == TakeFileKind::sidecar)
        return no_such_take(request.rest);
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    if (request.value("download"))
        response.headers.emplace_back(
            "Content-Disposition",
            disposition(fs::path(request.rest).filename().replace_extension(".txt")));
    response.body = audacity_labels(read_sound_info(file.get(), request.rest));
    return response;
}

/// Phones decode FLAC themselves.
HttpResponse TakeRoutes::play(const HttpRequest& request) const {
    UniqueFd file = folder_.open(request.rest);
    const auto kind = take_file_kind(request.rest);
    if (!file || kind == TakeFileKind::sidecar) return no_such_take(request.rest);
    if (kind == TakeFileKind::flac) return send_file(request, std::move(file), *kind);
    return send_playable(request, std::move(file), *kind);
}

HttpResponse TakeRoutes::overview(const HttpRequest& request) {
    const Overviews::Answer answer = overviews_.ask(request.rest);
    if (!answer.is_take) return no_such_take(request.rest);
    if (!answer.error.empty()) return refusal_response(409, answer.error);
    if (answer.body.empty()) return json_response({{"progress", answer.progress}}, 202);
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "application/octet-stream");
    response.body =
        std::string(reinterpret_cast<const char*>(answer.body.data()), answer.body.size());
    return response;
}

} // namespace redstart

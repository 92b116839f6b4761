// Head and range are made at once; the bytes are read when the phone has room for them.
#include "web/take_sending.hpp"

#include "wav/info.hpp"
#include "web/byte_range.hpp"
#include "web/playable_sound.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t block_bytes = 32768;

using Read = std::function<std::size_t(std::uint64_t at, std::span<std::byte> room)>;

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

/// A take that has gone, or its card, breaks the connection.
void read_block(const Read& read, std::uint64_t at, std::string& block) noexcept {
    try {
        block.resize(read(at, std::as_writable_bytes(std::span(block))));
    } catch (const std::exception&) {
        block.clear();
    }
}

HttpPieces pieces(Worker& card, const ByteRange& range, const Read& read) {
    return {range.bytes, [&card, range, read](std::uint64_t at, const HttpPieces::Got& got) {
                const auto block = std::make_shared<std::string>(
                    static_cast<std::size_t>(std::min(block_bytes, range.bytes - at)), '\0');
                const bool is_asked =
                    card.ask([=, first = range.first + at] { read_block(read, first, *block); },
                             [=] { got(std::move(*block)); });
                if (!is_asked) got({});
            }};
}

} // namespace

HttpResponse send_take_file(const HttpRequest& request, UniqueFd file, TakeFileKind kind,
                            Worker& card) {
    HttpResponse response;
    const std::uint64_t size = size_of(file);
    const std::string tag = kind == TakeFileKind::part ? std::string() : tag_of(file, "");
    const ByteRange range = begin_ranges(request, tag, size, response);
    response.headers.emplace_back("Content-Type", type_of(kind));
    if (request.value("download"))
        response.headers.emplace_back("Content-Disposition",
                                      disposition(fs::path(request.rest).filename()));
    if (range.bytes == 0) return response;
    const auto open = std::make_shared<const UniqueFd>(std::move(file));
    response.body = pieces(
        card, range, [open, name = request.rest](std::uint64_t at, std::span<std::byte> room) {
            return read_at(open->get(), name, at, room);
        });
    return response;
}

HttpResponse send_playable(const HttpRequest& request, UniqueFd file, TakeFileKind kind,
                           Worker& card) {
    HttpResponse response;
    const std::string tag = kind == TakeFileKind::part ? std::string() : tag_of(file, "p");
    const auto sound = std::make_shared<const PlayableSound>(std::move(file), request.rest);
    const ByteRange range = begin_ranges(request, tag, sound->bytes(), response);
    response.headers.emplace_back("Content-Type", "audio/wav");
    if (range.bytes > 0)
        response.body = pieces(card, range, [sound](std::uint64_t at, std::span<std::byte> room) {
            return sound->read(at, room);
        });
    return response;
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

} // namespace redstart

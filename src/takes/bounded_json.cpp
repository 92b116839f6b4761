// Counts depth, length and values as they go by, and stops where one of them is too much.
#include "takes/bounded_json.hpp"

#include "base/unique_fd.hpp"
#include "disk/storage.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;
using Event = json::parse_event_t;

constexpr int most_values = 256;
constexpr std::uint64_t most_bytes = 16 * 1024 * 1024;

/// nlohmann's callback: false leaves out what it is told of.
class Sieve {
public:
    Sieve(const std::function<bool(std::string_view)>& wanted,
          const std::function<void(std::string_view, const json&)>& item)
        : wanted_(wanted), item_(item) {}

    bool keep(int depth, Event event, json& value) {
        if (event == Event::key && depth == 1) key_ = value.get<std::string>();
        if (event == Event::key && depth == 1 && !wanted_(key_)) return false;
        if (event == Event::object_start && depth == 2) before_ = std::exchange(values_, 0);
        if (event == Event::object_end && depth == 2) {
            values_ = before_;
            item_(key_, value);
            return false;
        }
        const bool is_end = event == Event::object_end || event == Event::array_end;
        return is_end || ++values_ <= most_values;
    }

private:
    const std::function<bool(std::string_view)>& wanted_;
    const std::function<void(std::string_view, const json&)>& item_;
    std::string key_;
    int values_ = 0, before_ = 0;
};

/// Nothing where there is no such regular file.
UniqueFd open_text(const std::filesystem::path& file) {
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR)) return {};
    if (!fd) throw reading_error(file, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) throw system_error(file, errno);
    if (!S_ISREG(status.st_mode)) return {};
    if (static_cast<std::uint64_t>(status.st_size) > most_bytes)
        throw Error(file, "too large for the sidecar of a take",
                    "move it away; the sound can do without");
    return fd;
}

} // namespace

Fill fill_from(std::string_view text) {
    return [text](std::span<char> room) mutable {
        const std::size_t bytes = text.copy(room.data(), room.size());
        text.remove_prefix(bytes);
        return bytes;
    };
}

Fill fill_from(const std::filesystem::path& file) {
    auto fd = std::make_shared<UniqueFd>(open_text(file));
    if (!*fd) return {};
    return [fd, name = file.string(), at = std::uint64_t{0}](std::span<char> room) mutable {
        const std::size_t bytes = read_at(fd->get(), name, at, std::as_writable_bytes(room));
        at += bytes;
        return bytes;
    };
}

BoundedText::BoundedText(Fill fill) : fill_(std::move(fill)) {
    refill();
}

void BoundedText::advance() {
    if (++at_ == size_) refill();
}

/// The next block, as far as it is within bounds.
void BoundedText::refill() {
    at_ = 0;
    size_ = fill_ ? fill_(block_) : 0;
    const auto end = block_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto wrong =
        std::find_if_not(block_.begin(), end, [this](char c) { return is_bounded(c); });
    if (wrong == end) return;
    size_ = static_cast<std::size_t>(wrong - block_.begin());
    fill_ = nullptr;
}

bool BoundedText::is_bounded(char c) noexcept {
    const bool was_escaped = std::exchange(is_escaped_, in_string_ && c == '\\' && !is_escaped_);
    if (c == '"' && !was_escaped) in_string_ = !in_string_;
    const bool begins_anew =
        !in_string_ && std::string_view(",:[]{} \t\r\n").find(c) != std::string_view::npos;
    length_ = begins_anew ? 0 : length_ + 1;
    if (!in_string_ && (c == '[' || c == '{')) ++depth_;
    if (!in_string_ && (c == ']' || c == '}')) --depth_;
    return depth_ <= deepest && length_ <= longest;
}

json parse_bounded(BoundedText& text, const std::function<bool(std::string_view key)>& wanted,
                   const std::function<void(std::string_view key, const json& object)>& item) {
    Sieve sieve(wanted, item);
    return json::parse(
        text.begin(), BoundedText::end(),
        [&sieve](int depth, Event event, json& value) { return sieve.keep(depth, event, value); },
        false);
}

json parse_bounded(std::string_view line) {
    BoundedText text(fill_from(line));
    return json::parse(text.begin(), BoundedText::end(), nullptr, false);
}

} // namespace redstart

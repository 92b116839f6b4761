// How a GPIO line is named, where it is found, and what is said when it cannot be had.
#include "gpio/line_spec.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace redstart {
namespace {

constexpr std::string_view chip_prefix = "gpiochip";

std::optional<unsigned> whole_number(std::string_view digits) {
    unsigned value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [rest, failure] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || failure != std::errc{} || rest != end) return std::nullopt;
    return value;
}

std::optional<unsigned> chip_number(std::string_view name) {
    if (!name.starts_with(chip_prefix)) return std::nullopt;
    return whole_number(name.substr(chip_prefix.size()));
}

/// In the order of their numbers, so that the same name is found on the same chip every time.
std::vector<std::string> chips() {
    std::vector<std::pair<unsigned, std::string>> found;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator("/dev", unreadable)) {
        if (const auto number = chip_number(entry.path().filename().native()))
            found.emplace_back(*number, entry.path().native());
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> paths;
    for (auto& [number, path] : found) paths.push_back(std::move(path));
    return paths;
}

/// Of the 40-pin header, on every model up to the Pi 5.
bool is_header(std::string_view label) {
    return label == "pinctrl-bcm2835" || label == "pinctrl-bcm2711" || label == "pinctrl-rp1";
}

std::optional<unsigned> header_line(std::string_view name) {
    constexpr std::string_view prefix = "GPIO";
    constexpr unsigned last = 27;
    if (!name.starts_with(prefix)) return std::nullopt;
    const auto number = whole_number(name.substr(prefix.size()));
    return number && *number <= last ? number : std::nullopt;
}

} // namespace

LineSpec parse_line_spec(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) {
        if (!text.empty() && !whole_number(text)) return {.name = text, .chip = {}};
    } else {
        const auto chip = std::string_view(text).substr(0, colon);
        const auto offset = whole_number(std::string_view(text).substr(colon + 1));
        if (chip_number(chip) && offset)
            return {.name = {}, .chip = std::string(chip), .offset = *offset};
    }
    throw Error('"' + text + '"', "not a GPIO line",
                "write its name (GPIO17) or chip and offset (gpiochip0:17)");
}

LineAddress find_named_line(const std::string& name, const std::vector<std::string>& chips,
                            const ChipQuestions& ask) {
    int failure = ENOENT;
    for (const auto& chip : chips) {
        const int offset = ask.offset_of(chip, name);
        if (offset >= 0) return {chip, static_cast<unsigned>(offset)};
        if (errno == EACCES || errno == EPERM) failure = EACCES;
    }
    if (const auto line = header_line(name))
        for (const auto& chip : chips)
            if (is_header(ask.label_of(chip))) return {chip, *line};
    throw line_error(name, failure);
}

LineAddress find_line(const std::string& spec, const ChipQuestions& ask) {
    const auto wanted = parse_line_spec(spec);
    const auto paths = chips();
    if (paths.empty())
        throw Error(spec, "no GPIO chip", "this kernel shows no /dev/gpiochip*",
                    std::make_error_code(std::errc::no_such_device));
    if (!wanted.name.empty()) return find_named_line(wanted.name, paths, ask);

    const auto path = "/dev/" + wanted.chip;
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
        throw Error(spec, "no such GPIO chip", "gpiodetect lists them",
                    std::make_error_code(std::errc::no_such_device));
    return {path, wanted.offset};
}

Error line_error(const std::string& spec, int errno_value, const std::string& consumer) {
    const std::error_code code(errno_value, std::generic_category());
    switch (errno_value) {
    case ENOENT:
        return {spec, "no such GPIO line", "gpioinfo lists them", code};
    case EBUSY: {
        const auto holder = consumer.empty() ? "by another user" : "by \"" + consumer + '"';
        return {spec, "busy, held " + holder, "stop that, or choose another line", code};
    }
    case EACCES:
    case EPERM:
        return {spec, "no permission", "add the user to group gpio", code};
    default:
        return system_error(spec, errno_value, "gpioinfo shows the chips and their lines");
    }
}

} // namespace redstart

// Turns frames into dates and times, and facts into the fields of bext and the tags of XML.
#include "wav/metadata_text.hpp"

#include "wav/bytes.hpp"

#include <cstdio>
#include <ctime>
#include <span>

namespace redstart {
namespace {

using namespace std::chrono;

constexpr std::int64_t seconds_of_a_day = 86400;

sys_seconds second_of(std::int64_t begin, unsigned rate) noexcept {
    return sys_seconds(seconds(begin / rate));
}

void put(std::string& text, std::size_t at, std::size_t bytes, std::string_view value) {
    const std::string_view fits = cut_to_bytes(value, bytes);
    text.replace(at, fits.size(), fits);
}

std::string offset_of(long seconds) {
    char text[48];
    const long minutes = std::abs(seconds) / 60;
    std::snprintf(text, sizeof text, "%c%02ld:%02ld", seconds < 0 ? '-' : '+', minutes / 60,
                  minutes % 60);
    return text;
}

std::string coding_history(const AudioFormat& format, const std::string& program) {
    std::string text = "A=PCM,F=" + std::to_string(format.rate) +
                       ",W=" + std::to_string(8 * sample_bytes(format.sample));
    if (format.channels <= 2) text += format.channels == 1 ? ",M=mono" : ",M=stereo";
    return text + ",T=" + program + "\r\n";
}

} // namespace

std::int64_t frames_since_1970(nanoseconds since, unsigned rate) noexcept {
    const auto whole = floor<seconds>(since);
    return whole.count() * rate + (since - whole).count() * rate / 1'000'000'000;
}

std::uint64_t since_midnight(std::int64_t begin, unsigned rate) noexcept {
    return static_cast<std::uint64_t>(begin % (seconds_of_a_day * rate));
}

std::string date_of(std::int64_t begin, unsigned rate) {
    const year_month_day date(floor<days>(second_of(begin, rate)));
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()));
    return text;
}

std::string time_of(std::int64_t begin, unsigned rate) {
    const auto second = second_of(begin, rate);
    const hh_mm_ss time(second - floor<days>(second));
    char text[32];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string guano_time(std::int64_t begin, unsigned rate, bool is_local) {
    const std::time_t second = begin / rate;
    std::tm local{};
    const bool has_zone = is_local && ::localtime_r(&second, &local) != nullptr;
    const std::int64_t shown = begin + (has_zone ? local.tm_gmtoff : 0) * std::int64_t{rate};
    char millis[16];
    std::snprintf(millis, sizeof millis, ".%03d", static_cast<int>(begin % rate * 1000 / rate));
    return date_of(shown, rate) + "T" + time_of(shown, rate) + millis +
           (has_zone ? offset_of(local.tm_gmtoff) : "Z");
}

std::string ten_digits(std::uint64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "%010llu", static_cast<unsigned long long>(number));
    return text;
}

std::string_view cut_to_bytes(std::string_view text, std::size_t bytes) noexcept {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) >> 6) == 2) --bytes;
    return text.substr(0, bytes);
}

std::string bext_text(const BextFacts& facts) {
    std::string text(bext::coding_history, '\0');
    const auto memory = [&text] { return std::as_writable_bytes(std::span(text)); };
    put(text, bext::description, bext::description_bytes, facts.description);
    put(text, bext::originator, bext::originator_bytes, facts.originator);
    put(text, bext::reference, bext::originator_bytes, facts.reference);
    put(text, bext::date, bext::date_bytes,
        facts.begin ? date_of(*facts.begin, facts.format.rate) : std::string(10, ' '));
    put(text, bext::time, bext::time_bytes,
        facts.begin ? time_of(*facts.begin, facts.format.rate) : std::string(8, ' '));
    const std::uint64_t reference =
        facts.begin ? since_midnight(*facts.begin, facts.format.rate) : 0;
    store(memory(), bext::time_reference, reference);
    store(memory(), bext::version, std::uint16_t{2});
    for (std::size_t i = 0; i < 5; ++i) store(memory(), bext::loudness + 2 * i, bext::no_loudness);
    return text + coding_history(facts.format, facts.originator);
}

Xml::Xml(const char* root) : text_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {
    open(root);
}

void Xml::open(const char* tag) {
    text_ += '<' + std::string(tag) + '>';
    open_.push_back(tag);
}

void Xml::close() {
    text_ += "</" + std::string(open_.back()) + '>';
    open_.pop_back();
}

void Xml::add(const char* tag, const std::string& value) {
    if (value.empty()) return;
    text_ += '<' + std::string(tag) + '>';
    for (const char c : value) switch (c) {
        case '&':
            text_ += "&amp;";
            break;
        case '<':
            text_ += "&lt;";
            break;
        case '>':
            text_ += "&gt;";
            break;
        default:
            text_ += c;
        }
    text_ += "</" + std::string(tag) + '>';
}

std::string Xml::text() const {
    Xml whole = *this;
    while (!whole.open_.empty()) whole.close();
    return whole.text_;
}

} // namespace redstart

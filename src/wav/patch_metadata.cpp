// Changes what became known after a file was closed, in place.
#include "wav/bytes.hpp"
#include "wav/metadata.hpp"
#include "wav/metadata_text.hpp"

#include <cmath>
#include <cstring>

namespace redstart {
namespace {

std::span<std::byte> find(std::span<std::byte> rest, std::string_view wanted) {
    while (rest.size() >= 8) {
        const std::size_t bytes = load<std::uint32_t>(rest, 4);
        const bool is_it = load_text(rest, 0, 4) == wanted;
        rest = rest.subspan(8);
        if (bytes > rest.size()) break;
        if (is_it) return rest.first(bytes);
        rest = rest.subspan(std::min(rest.size(), bytes + bytes % 2));
    }
    return {};
}

void put_digits(std::span<std::byte> ixml, const std::string& tag, std::uint64_t number) {
    const auto text = load_text(ixml, 0, ixml.size());
    const std::size_t at = text.find('<' + tag + '>');
    const std::string digits = ten_digits(number);
    if (at == text.npos || at + tag.size() + 2 + digits.size() > text.size()) return;
    store_text(ixml, at + tag.size() + 2, digits);
}

/// Where there is room; its lines move within the block.
void put_time(std::span<std::byte> guano, const std::string& time, const std::string& clock) {
    std::string text(load_text(guano, 0, guano.size()));
    const auto replace_line = [&text](const std::string& key, const std::string& line) {
        std::size_t at = text.find('\n' + key);
        const std::size_t end = at == text.npos ? at : text.find('\n', at + 1);
        if (end != text.npos) text.erase(at, end - at);
        if (at == text.npos) at = text.find('\n');
        if (at != text.npos) text.insert(at, '\n' + line);
    };
    replace_line("Timestamp: ", "Timestamp: " + time);
    replace_line("Redstart|Clock: ", "Redstart|Clock: " + clock);
    const std::size_t last = text.find_last_not_of(' ');
    if (last == text.npos || last >= guano.size()) return;
    text.resize(guano.size(), ' ');
    store_text(guano, 0, text);
}

std::uint16_t hundredths(const std::optional<double>& value) {
    if (!value || !std::isfinite(*value)) return bext::no_loudness;
    const double whole = std::round(*value * 100);
    if (whole < -32768 || whole >= bext::no_loudness) return bext::no_loudness;
    return static_cast<std::uint16_t>(static_cast<std::int16_t>(whole));
}

} // namespace

void set_start(std::span<std::byte> chunks, std::int64_t begin, unsigned rate,
               const std::string& clock) {
    if (begin < 0 || rate == 0) return;
    const std::uint64_t reference = since_midnight(begin, rate);
    if (const auto bext = find(chunks, "bext"); bext.size() >= bext::coding_history) {
        store_text(bext, bext::date, date_of(begin, rate).substr(0, bext::date_bytes));
        store_text(bext, bext::time, time_of(begin, rate));
        store(bext, bext::time_reference, reference);
    }
    const auto ixml = find(chunks, "iXML");
    put_digits(ixml, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", reference >> 32);
    put_digits(ixml, samples_since_midnight_lo, reference & 0xFFFF'FFFF);
    put_time(find(chunks, "guan"), guano_time(begin, rate, true), clock);
}

bool waits_for_start(std::span<const std::byte> chunks) {
    bool waits = false;
    each_chunk(chunks, [&](std::string_view id, std::span<const std::byte> payload) {
        const auto year = load_text(payload, bext::date, 4);
        if (id == "bext") waits = year.find_first_of("123456789") == year.npos;
    });
    return waits;
}

void set_loudness(std::span<std::byte> chunks, const ProgramLoudness& loudness) {
    const auto bext = find(chunks, "bext");
    if (bext.size() < bext::coding_history) return;
    std::size_t at = bext::loudness;
    for (const auto* value : {&loudness.integrated, &loudness.range, &loudness.true_peak,
                              &loudness.momentary, &loudness.short_term}) {
        store(bext, at, hundredths(*value));
        at += 2;
    }
}

} // namespace redstart

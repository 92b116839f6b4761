// Goes through the chunks on both sides of the sound, and keeps of each what is text.
#include "wav/read_metadata.hpp"

#include "base/unique_fd.hpp"
#include "base/utf8.hpp"
#include "disk/storage.hpp"
#include "wav/bytes.hpp"
#include "wav/metadata_text.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace redstart {
namespace {

using Fields = WavMetadata::Fields;

constexpr std::size_t most_payload = 256 * 1024, most_depth = 16;
constexpr int most_chunks = 256;

/// To its first NUL, of characters that can be shown.
std::string shown(std::string_view text) {
    text = text.substr(0, text.find('\0'));
    std::string result;
    while (!text.empty() && result.size() < WavMetadata::most_value_bytes) {
        const std::size_t bytes = utf8_character(text);
        const std::string_view one = text.substr(0, std::max<std::size_t>(bytes, 1));
        if (bytes > 0 && is_plain_text(one))
            result += one;
        else
            result += bytes == 0 ? '?' : ' ';
        text.remove_prefix(one.size());
    }
    while (!result.empty() && result.back() == ' ') result.pop_back();
    return result.substr(std::min(result.find_first_not_of(' '), result.size()));
}

void add(Fields& fields, std::string_view key, std::string_view value) {
    if (fields.size() >= WavMetadata::most_fields) return;
    std::string text = shown(value);
    if (!text.empty()) fields.emplace_back(shown(key), std::move(text));
}

void read_bext(Fields& to, std::span<const std::byte> chunk) {
    if (chunk.size() < bext::coding_history) return;
    const auto text = [&](std::size_t at, std::size_t bytes) {
        return load_text(chunk, at, bytes);
    };
    add(to, "description", text(bext::description, bext::description_bytes));
    add(to, "originator", text(bext::originator, bext::originator_bytes));
    add(to, "reference", text(bext::reference, bext::originator_bytes));
    add(to, "date", text(bext::date, bext::date_bytes));
    add(to, "time", text(bext::time, bext::time_bytes));
    add(to, "time_reference", std::to_string(load<std::uint64_t>(chunk, bext::time_reference)));
    const unsigned version = load<std::uint16_t>(chunk, bext::version);
    add(to, "version", std::to_string(version));
    constexpr const char* names[] = {"loudness_lufs", "loudness_range_lu", "max_true_peak_dbtp",
                                     "max_momentary_lufs", "max_short_term_lufs"};
    for (std::size_t i = 0; version >= 2 && i < std::size(names); ++i) {
        const auto raw = load<std::uint16_t>(chunk, bext::loudness + 2 * i);
        char value[16];
        std::snprintf(value, sizeof value, "%.2f", static_cast<std::int16_t>(raw) / 100.0);
        if (raw != bext::no_loudness) add(to, names[i], value);
    }
    add(to, "coding_history", text(bext::coding_history, chunk.size()));
}

void read_info(Fields& to, std::span<const std::byte> list) {
    each_chunk(list, [&to](std::string_view id, std::span<const std::byte> payload) {
        add(to, id, load_text(payload, 0, payload.size()));
    });
}

void read_guano(Fields& to, std::string_view text) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t colon = line.find(':');
        if (colon != line.npos) add(to, line.substr(0, colon), line.substr(colon + 1));
    }
}

std::string without_entities(std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string result;
    while (!text.empty()) {
        std::size_t bytes = 1;
        char c = text.front();
        for (const auto& [entity, meant] : entities)
            if (text.starts_with(entity)) bytes = entity.size(), c = meant;
        result += c;
        text.remove_prefix(bytes);
    }
    return result;
}

/// Text between an opening tag and its end is a field; what else XML can be is passed over.
void read_ixml(Fields& to, std::string_view text) {
    std::vector<std::string_view> open;
    const auto path = [&open] {
        std::string whole;
        for (std::size_t i = 1; i < open.size(); ++i)
            whole.append(i > 1 ? "/" : "").append(open[i]);
        return whole;
    };
    std::string_view between;
    for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<')) {
        between = text.substr(0, at);
        text.remove_prefix(at + 1);
        const std::string_view tag = text.substr(0, text.find('>'));
        text.remove_prefix(std::min(tag.size() + 1, text.size()));
        if (tag.starts_with('?') || tag.starts_with('!') || tag.ends_with('/')) continue;
        if (!tag.starts_with('/')) {
            if (open.size() == most_depth) return;
            open.push_back(tag.substr(0, std::min(tag.find_first_of(" \t\r\n"), std::size_t{64})));
        } else {
            if (open.empty()) return;
            if (open.back() == tag.substr(1)) add(to, path(), without_entities(between));
            open.pop_back();
        }
    }
}

class Reader {
public:
    Reader(int fd, const std::string& name) : fd_(fd), name_(name) {}

    /// The chunks from an offset on, to the one that is `data` or to that end.
    void read(std::uint64_t at, std::uint64_t end) {
        for (int i = 0; i < most_chunks && at + 8 <= end; ++i) {
            std::array<std::byte, 8> head{};
            if (read_at(fd_, name_, at, head) < head.size()) return;
            const auto id = load_text(head, 0, 4);
            const std::uint64_t bytes = load<std::uint32_t>(head, 4);
            if (id == "data") return;
            if (id == "bext" || id == "iXML" || id == "LIST" || id == "guan")
                keep(id, payload(at + 8, bytes));
            at += 8 + bytes + bytes % 2;
        }
    }
    WavMetadata result;

private:
    std::vector<std::byte> payload(std::uint64_t at, std::uint64_t bytes) {
        std::vector<std::byte> memory(
            static_cast<std::size_t>(std::min<std::uint64_t>(bytes, most_payload)));
        memory.resize(read_at(fd_, name_, at, memory));
        return memory;
    }

    void keep(std::string_view id, const std::vector<std::byte>& chunk) {
        const auto text = load_text(chunk, 0, chunk.size());
        if (id == "bext" && result.bext.empty()) read_bext(result.bext, chunk);
        if (id == "iXML" && result.ixml.empty()) read_ixml(result.ixml, text);
        if (id == "guan" && result.guano.empty()) read_guano(result.guano, text);
        if (id == "LIST" && text.starts_with("INFO"))
            read_info(result.info, std::span(chunk).subspan(4));
    }

    const int fd_;
    const std::string& name_;
};

} // namespace

WavMetadata read_wav_metadata(int fd, const std::string& name, const WavInfo& info) {
    Reader reader(fd, name);
    reader.read(12, info.data_offset);
    reader.read(info.data_offset + info.data_bytes + info.data_bytes % 2, info.file_bytes);
    return std::move(reader.result);
}

WavMetadata read_wav_metadata(const std::filesystem::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    std::array<std::byte, 4> begin{};
    const std::size_t bytes = read_at(fd.get(), file, 0, begin);
    if (load_text(std::span(begin).first(bytes), 0, 4) == "fLaC") return {};
    return read_wav_metadata(fd.get(), file, read_wav_info(fd.get(), file));
}

} // namespace redstart

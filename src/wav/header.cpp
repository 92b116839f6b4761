// Builds headers chunk by chunk, and patches the sizes in one that stands.
#include "wav/header.hpp"

#include "wav/bytes.hpp"

#include <algorithm>
#include <fstream>

namespace redstart {
namespace {

constexpr std::uint16_t pcm = 1, ieee_float = 3, extensible = 0xFFFE;
constexpr std::size_t first_junk = 12, format_chunk = 48, data_chunk = header_bytes - 8;
constexpr std::uint32_t ds64_bytes = 28, in_ds64 = 0xFFFF'FFFF;
constexpr std::uint64_t stream_bytes = 0x7FFF'F000;
constexpr std::string_view note_open = "Redstart 1 open ", note_closed = "Redstart 1 done ";
constexpr std::size_t boot_id_bytes = 36, note_bytes = note_open.size() + boot_id_bytes;

/// Fills memory from its beginning.
class Writer {
public:
    explicit Writer(std::span<std::byte> memory) noexcept : memory_(memory) {}

    std::size_t position() const noexcept { return at_; }
    template <class Number>
    void number(Number value) noexcept {
        store(memory_, at_, value);
        at_ += sizeof value;
    }
    void text(std::string_view text) noexcept {
        store_text(memory_, at_, text);
        at_ += text.size();
    }
    void chunk(std::string_view id, std::uint64_t bytes) noexcept {
        text(id);
        number(static_cast<std::uint32_t>(bytes));
    }
    void skip(std::size_t bytes) noexcept { at_ += bytes; }

private:
    std::span<std::byte> memory_;
    std::size_t at_ = 0;
};

std::size_t format_bytes(const AudioFormat& format) noexcept {
    if (format.channels > 2) return 40;
    return format.sample == SampleFormat::float_le ? 18 : 16;
}

void put_extension(Writer& out, std::uint16_t tag, std::uint16_t bits) noexcept {
    out.number(std::uint16_t{22});
    out.number(bits);
    // No loudspeaker for any channel: these are microphones, and a player that was told 5.1 would
    // leave the fourth out when it mixes down.
    out.number(std::uint32_t{0});
    out.number(tag);
    out.text({"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14});
}

void put_format(Writer& out, const AudioFormat& format) noexcept {
    const std::size_t bytes = format_bytes(format);
    const std::uint16_t tag = format.sample == SampleFormat::float_le ? ieee_float : pcm;
    const auto bits = static_cast<std::uint16_t>(8 * sample_bytes(format.sample));
    out.chunk("fmt ", bytes);
    out.number(bytes == 40 ? extensible : tag);
    out.number(static_cast<std::uint16_t>(format.channels));
    out.number(std::uint32_t{format.rate});
    out.number(static_cast<std::uint32_t>(format.bytes_per_second()));
    out.number(static_cast<std::uint16_t>(format.frame_bytes()));
    out.number(bits);
    if (bytes == 40) put_extension(out, tag, bits);
    if (bytes == 18) out.number(std::uint16_t{0}); // the size of an extension that is not there
}

void put_fact(Writer& out, const AudioFormat& format, std::uint64_t frames) noexcept {
    if (format.sample != SampleFormat::float_le) return;
    out.chunk("fact", 4);
    out.number(static_cast<std::uint32_t>(std::min<std::uint64_t>(frames, in_ds64)));
}

/// The chunk after `fmt `.
std::size_t behind_format(std::span<const std::byte> header) noexcept {
    return format_chunk + 8 + load<std::uint32_t>(header, format_chunk + 4);
}

/// Where the note begins in a header of Redstart's; nothing in any other.
std::optional<std::size_t> note_place(std::span<const std::byte> header) noexcept {
    if (header.size() < header_bytes || load_text(header, format_chunk, 4) != "fmt " ||
        load_text(header, data_chunk, 4) != "data" ||
        load<std::uint32_t>(header, format_chunk + 4) > 40)
        return {};
    std::size_t at = behind_format(header);
    if (load_text(header, at, 4) == "fact") at += 12;
    const auto note = load_text(header, at + 8, note_open.size());
    if (load_text(header, at, 4) != "JUNK" || (note != note_open && note != note_closed)) return {};
    return at + 8;
}

void put_ds64(Writer& out, std::uint64_t riff, std::uint64_t data, std::uint64_t frames) noexcept {
    out.chunk("ds64", ds64_bytes);
    out.number(riff);
    out.number(data);
    out.number(frames);
    out.number(std::uint32_t{0}); // no other chunk needs 64 bits
}

/// The first byte behind the JUNK of the note, where other chunks may lie.
std::size_t behind_note(std::span<const std::byte> header) noexcept {
    return note_place(header).value_or(data_chunk - note_bytes) + note_bytes;
}

} // namespace

HeaderPage file_header(const AudioFormat& format, std::string_view boot_id) {
    HeaderPage header{};
    Writer out(header);
    out.skip(format_chunk);
    put_format(out, format);
    put_fact(out, format, 0);
    out.chunk("JUNK", data_chunk - out.position() - 8);
    out.text(note_open);
    out.text(boot_id.substr(0, boot_id_bytes));
    store_text(header, data_chunk, "data");
    set_sizes(header, 0);
    return header;
}

void set_sizes(HeaderPage& header, std::uint64_t data_bytes,
               std::uint64_t trailing_bytes) noexcept {
    const std::uint64_t riff = header_bytes - 8 + data_bytes + data_bytes % 2 + trailing_bytes;
    const std::uint64_t frames = data_bytes / load<std::uint16_t>(header, format_chunk + 20);
    const bool wide = riff > 0xFFFF'FFFE;
    const auto size = [wide](std::uint64_t bytes) {
        return wide ? in_ds64 : static_cast<std::uint32_t>(bytes);
    };
    std::fill_n(header.begin() + first_junk, ds64_bytes + 8, std::byte{0});
    Writer out(header);
    out.text(wide ? "RF64" : "RIFF");
    out.number(size(riff));
    out.text("WAVE");
    if (wide)
        put_ds64(out, riff, data_bytes, frames);
    else
        out.chunk("JUNK", ds64_bytes);
    store(header, data_chunk + 4, size(data_bytes));
    const std::size_t fact = behind_format(header);
    if (load_text(header, fact, 4) == "fact") store(header, fact + 8, size(frames));
}

std::uint64_t end_of_sound(const HeaderPage& header) noexcept {
    std::uint64_t bytes = load<std::uint32_t>(header, data_chunk + 4);
    if (bytes == in_ds64 && load_text(header, first_junk, 4) == "ds64")
        bytes = load<std::uint64_t>(header, first_junk + 16);
    return header_bytes + bytes + bytes % 2;
}

std::size_t room_for_chunks(const HeaderPage& header) noexcept {
    const std::size_t begin = behind_note(header);
    return begin + 8 < data_chunk ? data_chunk - begin - 8 : 0; // and the head of what is left
}

void put_chunks(HeaderPage& header, std::string_view chunks) noexcept {
    const std::size_t begin = behind_note(header);
    store(header, begin - note_bytes - 4, static_cast<std::uint32_t>(note_bytes));
    store_text(header, begin, chunks);
    const std::size_t rest = begin + chunks.size() + 8;
    std::fill(header.begin() + static_cast<std::ptrdiff_t>(rest),
              header.begin() + static_cast<std::ptrdiff_t>(data_chunk), std::byte{0});
    store_text(header, rest - 8, "JUNK");
    store(header, rest - 4, static_cast<std::uint32_t>(data_chunk - rest));
}

std::span<std::byte> chunks_in(HeaderPage& header) noexcept {
    const auto note = note_place(header);
    if (!note || load<std::uint32_t>(header, *note - 4) != note_bytes) return {};
    return std::span(header).subspan(*note + note_bytes, data_chunk - *note - note_bytes);
}

std::optional<HeaderNote> header_note(std::span<const std::byte> header) {
    const auto at = note_place(header);
    if (!at) return {};
    const auto id = load_text(header, *at + note_open.size(), boot_id_bytes);
    return HeaderNote{load_text(header, *at, note_closed.size()) == note_closed,
                      std::string(id.substr(0, id.find('\0')))};
}

void set_closed(HeaderPage& header) noexcept {
    if (const auto at = note_place(header)) store_text(header, *at, note_closed);
}

std::vector<std::byte> stream_header(const AudioFormat& format, std::optional<Frames> frames) {
    const bool exact = frames && *frames >= 0 && *frames <= max_riff_frames(format);
    const Frames claimed = exact ? *frames : format.frames_in(stream_bytes);
    const std::uint64_t data = format.file_bytes(claimed);
    const std::size_t fact = format.sample == SampleFormat::float_le ? 12 : 0;
    std::vector<std::byte> header(12 + 8 + format_bytes(format) + fact + 8);
    Writer out(header);
    out.chunk("RIFF", header.size() - 8 + data + data % 2);
    out.text("WAVE");
    put_format(out, format);
    put_fact(out, format, static_cast<std::uint64_t>(claimed));
    out.chunk("data", data);
    return header;
}

} // namespace redstart

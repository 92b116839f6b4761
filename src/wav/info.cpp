// Walks the chunks of a file that may lie about each of them.
#include "wav/info.hpp"

#include "base/unique_fd.hpp"
#include "disk/storage.hpp"
#include "wav/bytes.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

constexpr int most_chunks = 4096;
constexpr std::size_t most_payload = 1024 * 1024; // of a chunk of marks; a rest is not looked at
constexpr std::size_t label_id_bytes = 4;
constexpr std::uint32_t in_ds64 = 0xFFFF'FFFF;
constexpr std::uint16_t pcm = 1, ieee_float = 3, extensible = 0xFFFE;
constexpr const char* copy_again = "it may be cut off: copy it again from where it came";

std::string describe(unsigned tag, unsigned bits) {
    char text[32];
    switch (tag) {
    case pcm:
        std::snprintf(text, sizeof text, "%u-bit PCM", bits);
        return text;
    case ieee_float:
        std::snprintf(text, sizeof text, "%u-bit float", bits);
        return text;
    case 2:
        return "Microsoft ADPCM";
    case 6:
        return "A-law";
    case 7:
        return "mu-law";
    case 0x11:
        return "IMA ADPCM";
    case 0x55:
        return "MP3";
    default:
        std::snprintf(text, sizeof text, "format 0x%04X", tag);
        return text;
    }
}

std::optional<SampleFormat> sample_format(unsigned tag, unsigned bytes) {
    if (tag == ieee_float && bytes == 4) return SampleFormat::float_le;
    if (tag != pcm) return {};
    if (bytes == 1) return SampleFormat::u8;
    if (bytes == 2) return SampleFormat::s16_le;
    if (bytes == 3) return SampleFormat::s24_3le;
    if (bytes == 4) return SampleFormat::s32_le;
    return {};
}

/// The first bytes as people can read them: "Hell", or 89 50 4E 47 where they are no text.
std::string show(std::span<const std::byte> bytes) {
    if (bytes.empty()) return "it is empty";
    std::string text(load_text(bytes, 0, 4)), hex;
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (printable) return "it begins with \"" + text + "\"";
    for (const char c : text) {
        char digits[4];
        std::snprintf(digits, sizeof digits, " %02X", static_cast<unsigned char>(c));
        hex += digits;
    }
    return "it begins with" + hex;
}

std::uint64_t size_of_regular_file(int fd, const std::string& name) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw system_error(name, errno);
    if (!S_ISREG(status.st_mode))
        throw Error(name, "no regular file", "name a WAV file", Error::Kind::format);
    return static_cast<std::uint64_t>(status.st_size);
}

class Walk {
public:
    Walk(int fd, const std::string& name) : fd_(fd), name_(name) {
        info_.file_bytes = size_of_regular_file(fd, name);
    }

    WavInfo info() {
        begin();
        std::uint64_t at = 12;
        for (int chunks = 0; chunks < most_chunks; ++chunks) {
            const auto next = visit(at);
            if (!next) break;
            at = *next;
        }
        finish();
        return std::move(info_);
    }

private:
    static const char* remedy_for_no_wav(std::span<const std::byte> bytes) {
        if (bytes.empty()) return copy_again;
        if (load_text(bytes, 0, 4) == "fLaC") return "redstart convert IT --to wav makes one of it";
        return "ffmpeg -i IT NEW.wav converts other formats";
    }

    void begin() {
        std::array<std::byte, header_bytes> front{};
        const auto bytes = std::span<const std::byte>(front).first(read_at(fd_, name_, 0, front));
        const auto id = load_text(bytes, 0, 4);
        info_.is_rf64 = id == "RF64" || id == "BW64";
        if ((id != "RIFF" && !info_.is_rf64) || load_text(bytes, 8, 4) != "WAVE")
            throw Error(name_, "no WAV file (" + show(bytes) + ")", remedy_for_no_wav(bytes),
                        Error::Kind::format);
        info_.riff_bytes = std::uint64_t{load<std::uint32_t>(bytes, 4)} + 8;
        info_.note = header_note(bytes);
    }

    /// The offset of the next chunk; nothing behind the last one that is there.
    std::optional<std::uint64_t> visit(std::uint64_t at) {
        std::array<std::byte, 8> head{};
        if (read_at(fd_, name_, at, head) < head.size()) return {};
        const std::string id(load_text(head, 0, 4));
        std::uint64_t bytes = load<std::uint32_t>(head, 4);
        at += head.size();
        if (id == "data" && info_.data_offset == 0) {
            if (info_.is_rf64 && bytes == in_ds64) bytes = ds64_data_bytes_;
            info_.data_offset = at;
            info_.claimed_bytes = bytes;
        } else if (id == "ds64" || id == "fmt " || id == "cue " || id == "LIST") {
            std::vector<std::byte> payload(
                static_cast<std::size_t>(std::min<std::uint64_t>(bytes, most_payload)));
            payload.resize(read_at(fd_, name_, at, payload));
            take(id, payload);
        }
        if (at > info_.file_bytes || bytes >= info_.file_bytes - at) return {};
        return at + bytes + bytes % 2;
    }

    void take(const std::string& id, std::span<const std::byte> payload) {
        if (id == "fmt " && info_.format_name.empty()) take_format(payload);
        if (id == "ds64" && info_.is_rf64 && payload.size() >= 16) {
            info_.riff_bytes = load<std::uint64_t>(payload, 0) + 8;
            ds64_data_bytes_ = load<std::uint64_t>(payload, 8);
        }
        if (id == "cue ") take_cues(payload);
        if (id == "LIST" && load_text(payload, 0, 4) == "adtl") take_labels(payload.subspan(4));
    }

    void take_format(std::span<const std::byte> payload) {
        if (payload.size() < 16) return;
        unsigned tag = load<std::uint16_t>(payload, 0);
        const unsigned bits = load<std::uint16_t>(payload, 14);
        if (tag == extensible && payload.size() >= 26) tag = load<std::uint16_t>(payload, 24);
        info_.channels = load<std::uint16_t>(payload, 2);
        info_.rate = load<std::uint32_t>(payload, 4);
        info_.frame_bytes = load<std::uint16_t>(payload, 12);
        info_.format_name = describe(tag, bits);
        if (info_.channels == 0 || info_.rate == 0 || info_.frame_bytes % info_.channels != 0) {
            info_.format_name += " of " + std::to_string(info_.channels) + " channels, " +
                                 std::to_string(info_.rate) + " Hz and frames of " +
                                 std::to_string(info_.frame_bytes) + " bytes";
            return;
        }
        const auto sample = sample_format(tag, info_.frame_bytes / info_.channels);
        if (sample) info_.format = AudioFormat{info_.rate, info_.channels, *sample};
    }

    void take_cues(std::span<const std::byte> payload) {
        for (std::size_t at = 4; at + 24 <= payload.size(); at += 24)
            cues_[load<std::uint32_t>(payload, at)].at = load<std::uint32_t>(payload, at + 20);
    }

    void take_labels(std::span<const std::byte> list) {
        each_chunk(list, [this](std::string_view id, std::span<const std::byte> payload) {
            if (id != "labl" || payload.size() < label_id_bytes) return;
            const auto text = load_text(payload, label_id_bytes, payload.size());
            labels_[load<std::uint32_t>(payload, 0)] = text.substr(0, text.find('\0'));
        });
    }

    void finish() {
        if (info_.format_name.empty())
            throw Error(name_, "no WAV file (it does not say how its sound is stored)", copy_again,
                        Error::Kind::format);
        if (info_.data_offset == 0)
            throw Error(name_, "no WAV file (there is no sound in it)", copy_again,
                        Error::Kind::format);
        if (info_.rate == 0)
            throw Error(name_, "no WAV file (its sound has 0 Hz)", copy_again, Error::Kind::format);
        const std::uint64_t room = info_.file_bytes - std::min(info_.file_bytes, info_.data_offset);
        info_.data_bytes = std::min(info_.claimed_bytes, room);
        if (info_.format) info_.frames = info_.format->frames_in(info_.data_bytes);
        // Many writers count the pad byte of the last chunk and leave it out.
        const std::uint64_t end = info_.file_bytes + info_.data_bytes % 2;
        info_.complete = info_.claimed_bytes <= room && info_.riff_bytes <= end;
        for (auto& [id, mark] : cues_) {
            if (const auto label = labels_.find(id); label != labels_.end())
                mark.label = label->second;
            info_.marks.push_back(std::move(mark));
        }
        std::ranges::stable_sort(info_.marks, {}, &WavMark::at);
    }

    const int fd_;
    const std::string& name_;
    WavInfo info_;
    std::uint64_t ds64_data_bytes_ = 0;
    std::map<std::uint32_t, WavMark> cues_;
    std::map<std::uint32_t, std::string> labels_;
};

} // namespace

WavInfo read_wav_info(int fd, const std::string& name) {
    return Walk(fd, name).info();
}

WavInfo read_wav_info(const std::filesystem::path& file) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    return read_wav_info(fd.get(), file);
}

std::size_t read_at(int fd, const std::string& name, std::uint64_t offset,
                    std::span<std::byte> room) {
    std::size_t bytes = 0;
    while (bytes < room.size()) {
        const ssize_t n = ::pread(fd, room.data() + bytes, room.size() - bytes,
                                  static_cast<off_t>(offset + bytes));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw system_error(name, errno);
        if (n == 0) break;
        bytes += static_cast<std::size_t>(n);
    }
    return bytes;
}

} // namespace redstart

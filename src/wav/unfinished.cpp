// Sound first, then the header that claims it and no more, then the end.
#include "wav/unfinished.hpp"

#include "base/boot_id.hpp"
#include "disk/storage.hpp"
#include "wav/bytes.hpp"
#include "wav/last_bytes.hpp"

#include <cerrno>
#include <sys/stat.h>

namespace redstart {
namespace {

void check(const std::string& name, const std::error_code& error) {
    if (error) throw storage_error(name, error.value());
}

/// How much sound there is, to the end of the file where its length can be believed.
Frames true_frames(const WavInfo& info, After after) {
    const bool length_is_true = after == After::crash && !info.note->closed &&
                                !info.note->boot_id.empty() && info.note->boot_id == boot_id();
    return info.format->frames_in(length_is_true ? info.file_bytes - header_bytes
                                                 : info.data_bytes);
}

} // namespace

bool has_only_begun(int fd, const std::string& name) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw system_error(name, errno);
    HeaderPage header{};
    if (status.st_size == 0) return true;
    if (status.st_size > static_cast<off_t>(header.size())) return false;
    if (read_at(fd, name, 0, header) < header.size()) store_text(header, header.size() - 8, "data");
    return header_note(header).has_value();
}

UnfinishedWav read_unfinished(int fd, const std::string& name, After after) {
    WavInfo info = read_wav_info(fd, name);
    if (!info.note || !info.format || info.data_offset != header_bytes)
        throw Error(name, "not written by Redstart", "redstart repair tells more");
    const Frames frames = true_frames(info, after);
    if (frames == 0) throw Error(name, "no sound of it reached the card", "remove it");
    const bool is_whole = info.note->closed && info.complete && info.riff_bytes == info.file_bytes;
    const AudioFormat format = *info.format;
    return {std::move(info), format, frames, is_whole};
}

void finish_wav(int fd, const std::string& name, const UnfinishedWav& file, const Marks& marks) {
    check(name, sync_all(fd)); // also of a whole one, whose last life may have been killed in it
    if (file.is_whole && (marks.empty() || !file.info.marks.empty())) return;
    HeaderPage header{};
    if (read_at(fd, name, 0, header) < header.size())
        throw Error(name, "became shorter meanwhile", "end what changes it, and try again");
    const std::uint64_t data_bytes = file.format.file_bytes(file.frames);
    set_closed(header); // on the card before anything follows the sound: who comes next, in this
    set_sizes(header, data_bytes); // boot too, takes no more for sound than this header claims
    check(name, write_header(fd, header));
    check(name, sync_data(fd));
    check(name, write_last_bytes(fd, header, data_bytes, marks));
}

} // namespace redstart

// Tells by its first bytes whose a journal is.
#include "takes/lone_journals.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "takes/journal.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// How a journal begins.
enum class Beginning : std::uint8_t {
    whole,   // with a whole line, or with more than Redstart writes at once; or it cannot be read
    torn,    // with a piece of the first line that Redstart writes
    unknown, // with less than tells whose it is: nothing, or the zeros that a lost sync leaves
};

Beginning beginning_of(const fs::path& journal) {
    constexpr std::string_view ours = "{\"boot\":";
    const UniqueFd file(::open(journal.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    std::array<std::byte, header_bytes> room{};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return Beginning::whole;
    const std::size_t size = read_at(file.get(), journal, 0, room);
    const std::string_view text(reinterpret_cast<const char*>(room.data()), size);
    if (size == room.size() || text.find('\n') != text.npos) return Beginning::whole;
    if (text.starts_with(ours)) return Beginning::torn;
    const bool is_zeros = text.find_first_not_of('\0') == text.npos;
    return is_zeros || ours.starts_with(text) ? Beginning::unknown : Beginning::whole;
}

/// That Redstart wrote it.
bool is_ours(const fs::path& wav) {
    try {
        return read_wav_info(wav).note.has_value();
    } catch (const Error&) {
        return false;
    }
}

/// Whether a sound may be called the same, with whatever ending its user gave it: take.WAV.
bool has_a_sound(const TakePaths& take) {
    const std::string name = take.name().filename().string() + '.';
    bool has = false;
    for_each_in(take.name().parent_path(), [&](const fs::path& file, EntryKind) {
        const fs::path entry = file.filename();
        has =
            has || (entry.native().starts_with(name) && !is_sidecar(entry) && !is_journal(entry) &&
                    entry != take.keep().filename() && entry != take.new_sidecar().filename());
    });
    return has;
}

/// A take whose sound never came to the card, or is elsewhere now; or one of which the journal
/// knows nothing. A living one makes its sound first and names it while the journal is there, so
/// the order of these looks matters.
bool is_of_no_use(const fs::path& journal) {
    const auto take = TakePaths::of_sidecar(journal);
    if (is_there(take.part())) return false;
    switch (beginning_of(journal)) {
    case Beginning::torn:
        return true;
    case Beginning::unknown:
        return is_ours(take.wav());
    case Beginning::whole:
        return !has_a_sound(take) && read_journal(journal);
    }
    return false;
}

} // namespace

void remove_lone_journals(const fs::path& folder) {
    const auto in_silence = [](const Error&) {};
    for (const fs::path& journal : files_below(folder, is_journal, in_silence)) {
        try {
            if (is_of_no_use(journal)) ::unlink(journal.c_str());
        } catch (const Error&) { // it stays
        }
    }
}

void remove_begun_journal(const fs::path& part) {
    const fs::path journal = TakePaths::of_sound(part).journal();
    if (beginning_of(journal) == Beginning::unknown) ::unlink(journal.c_str());
}

} // namespace redstart

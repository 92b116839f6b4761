// Writes sound first and claims it afterwards, so that the header is true whenever it ends.
#include "wav/file.hpp"

#include "base/boot_id.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "disk/take_paths.hpp"
#include "wav/last_bytes.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t silence_bytes = 64 * 1024;
constexpr std::byte pad_byte{0}; // a chunk of odd size is followed by one
constexpr std::uint64_t no_limit = std::numeric_limits<std::int64_t>::max() / 2;

/// Another program that completes left-overs may have come between creation and lock.
bool is_ours(int file) noexcept {
    struct stat status {};
    return !TakeLock(file).is_refused() && ::fstat(file, &status) == 0 && status.st_nlink > 0;
}

UniqueFd create(int folder, const std::filesystem::path& final_name,
                const std::filesystem::path& part_name) {
    struct stat status {};
    if (!final_name.has_filename())
        throw Error('"' + final_name.string() + '"', "no name of a file",
                    "add one, such as take.wav");
    if (::fstatat(folder, final_name.filename().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        throw storage_error(final_name, EEXIST);
    UniqueFd file = create_new(folder, part_name.filename().c_str(), O_RDWR);
    if (!file) throw storage_error(part_name, errno);
    if (!is_ours(file.get()))
        throw Error(part_name, "another redstart takes it for a left-over", "try again");
    return file;
}

} // namespace

WavFile::WavFile(const std::filesystem::path& final_name, const AudioFormat& format,
                 Options options)
    : format_(format),
      limit_(options.rf64 ? no_limit : max_riff_data),
      final_(final_name),
      part_(TakePaths::of_finished(final_name).part()),
      folder_(open_folder_of(final_name)),
      file_(create(folder_.get(), final_, part_)),
      pages_(file_.get()),
      header_(file_header(format, boot_id())),
      silence_(silence_bytes / format.frame_bytes() * format.frame_bytes(),
               silent_byte(format.sample)) {
    if (options.metadata)
        metadata_ = std::make_unique<FileMetadata>(std::move(options.metadata), format,
                                                   final_name.filename().string(),
                                                   header_note(header_)->boot_id);
}

void WavFile::begins(TimePoint first, Frames place, std::string_view) noexcept {
    if (!metadata_) return;
    try {
        metadata_->begin(first, place);
        metadata_->put(header_);
    } catch (const std::exception&) { // no memory: the file says nothing
        metadata_.reset();
    }
}

void WavFile::note(const TakeFigures& figures) noexcept {
    figures_ = figures;
    if (!metadata_ || !metadata_->set_pre_roll(figures.pre_roll)) return;
    try {
        metadata_->put(header_);
    } catch (const std::exception&) { // no memory: it says no pre-roll
    }
}

void WavFile::end_metadata() noexcept {
    if (!metadata_) return;
    try {
        metadata_->end(frames(), marks_.gaps(), marks_.gap_frames(), figures_);
        metadata_->put(header_);
    } catch (const std::exception&) { // no memory: it does not say how it ended
    }
}

std::error_code WavFile::append(std::span<const std::byte> frames) noexcept {
    if (frames.empty()) return {};
    if (frames.size() > limit_ - data_bytes_)
        return std::make_error_code(std::errc::file_too_large);
    const bool odd = (data_bytes_ + frames.size()) % 2 != 0;
    const std::span pad(&pad_byte, odd ? 1 : 0);
    const Written written = data_bytes_ == 0
                                ? write_first(frames, pad)
                                : pages_.write(header_bytes + data_bytes_, frames, pad);
    if (!written.error)
        data_bytes_ += frames.size();
    else
        keep_whole_frames(written.bytes, frames.size());
    return written.error;
}

/// A header of 0 is one that half of all readers refuse, so it claims a page before its first sync.
std::uint64_t WavFile::unsynced_claim(std::uint64_t bytes) const noexcept {
    return std::min(bytes, format_.file_bytes(format_.frames_in(page_bytes)));
}

/// A true header and its sound come into the file together. Counts the sound.
Written WavFile::write_first(std::span<const std::byte> frames,
                             std::span<const std::byte> pad) noexcept {
    set_sizes(header_, unsynced_claim(frames.size()));
    std::array parts = {part(header_), part(frames), part(pad)};
    const Written written = write_at(file_.get(), 0, parts);
    return {written.bytes - std::min<std::uint64_t>(written.bytes, header_bytes), written.error};
}

/// After a write that ended early: of so many bytes that came into the file.
void WavFile::keep_whole_frames(std::uint64_t bytes, std::uint64_t of) noexcept {
    const bool first = data_bytes_ == 0;
    std::uint64_t whole = format_.file_bytes(format_.frames_in(std::min(bytes, of)));
    // A full card has no room for a pad byte: an odd rest goes without its last frame.
    if (whole > 0 && (data_bytes_ + whole) % 2 != 0) whole -= format_.frame_bytes();
    data_bytes_ += whole;
    if (!first) return;
    if (data_bytes_ > 0) {
        set_sizes(header_, unsynced_claim(data_bytes_));
        write_header(file_.get(), header_);
    } else {
        [[maybe_unused]] const auto error = cut_to(file_.get(), 0); // it claimed too much
    }
}

std::error_code WavFile::append_silence(Frames frames) noexcept {
    while (frames > 0) {
        const Frames now = std::min(frames, format_.frames_in(silence_.size()));
        const auto error = append(std::span(silence_).first(format_.bytes(now)));
        if (error) return error;
        frames -= now;
    }
    return {};
}

void WavFile::mark(Frames at, std::string_view label) noexcept {
    marks_.add(at, label);
}

void WavFile::gap(const Gap& gap) noexcept {
    marks_.add(gap);
}

std::error_code WavFile::sync_name() noexcept {
    if (has_safe_name_) return {};
    if (const auto error = sync_all(folder_.get())) return give_back(error);
    has_safe_name_ = true;
    return {};
}

std::error_code WavFile::sync() noexcept {
    if (data_bytes_ == synced_bytes_) return {};
    if (const auto error = sync_name()) return error;
    const bool first = synced_bytes_ == 0;
    if (const auto error = first ? sync_all(file_.get()) : sync_data(file_.get()))
        return give_back(error);
    set_sizes(header_, data_bytes_);
    if (const auto error = write_header(file_.get(), header_)) return error;
    if (const auto error = sync_data(file_.get())) return error;
    synced_bytes_ = data_bytes_;
    pages_.forget(header_bytes + synced_bytes_);
    return {};
}

/// What was never synced may be gone, and a second sync would not say so.
std::error_code WavFile::give_back(std::error_code error) noexcept {
    data_bytes_ = synced_bytes_;
    set_sizes(header_, data_bytes_);
    marks_.keep_before(frames());
    return error;
}

std::error_code WavFile::close() noexcept {
    if (state_ == State::finished || state_ == State::removed) return {};
    if (data_bytes_ == 0) return remove_empty();
    if (const auto error = sync()) return error;
    if (state_ == State::in_the_making) { // else only its name is left to be tried again
        end_metadata();
        const std::string_view chunks = metadata_ ? metadata_->behind() : std::string_view{};
        if (const auto error = write_last_bytes(file_.get(), header_, data_bytes_, marks_, chunks))
            return error;
    }
    state_ = State::complete;
    if (const auto error = rename_without_replacing(folder_.get(), part_.filename().c_str(),
                                                    final_.filename().c_str()))
        return error;
    state_ = State::finished;
    const auto error = sync_renamed(folder_.get(), file_.get());
    file_.reset();
    return error;
}

std::string WavFile::name() const {
    if (state_ == State::removed) return {};
    return state_ == State::finished ? final_ : part_;
}

/// What is in it was given up with its first sync, and is in another file.
std::error_code WavFile::remove_empty() noexcept {
    struct stat ours {
    }, named{};
    if (::fstat(file_.get(), &ours) != 0 ||
        ::fstatat(folder_.get(), part_.filename().c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0)
        return last_error();
    const bool same = ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
    if (!same || !S_ISREG(ours.st_mode)) return std::make_error_code(std::errc::io_error);
    if (::unlinkat(folder_.get(), part_.filename().c_str(), 0) != 0) return last_error();
    state_ = State::removed;
    file_.reset();
    return sync_all(folder_.get());
}

} // namespace redstart

// Head and body have a digest each, so that what a power cut left is never taken for a picture.
#include "web/overview_store.hpp"

#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "takes/sha256.hpp"
#include "wav/bytes.hpp"
#include "web/overview.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "RSVIEW1\n", ending = ".overview", new_ending = ".new";
constexpr std::size_t facts_bytes = 32, digest_bytes = 64;
constexpr std::size_t head_bytes = facts_bytes + digest_bytes;
constexpr std::size_t most_body = 128 * 1024;
constexpr mode_t only_mine = 0600;

using Head = std::array<std::byte, head_bytes>;

std::string digest_of(std::span<const std::byte> bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.digits();
}

Head head_of(const TakeIdentity& take, Checked checked) {
    Head head{};
    store_text(head, 0, magic);
    store(head, 8, take.bytes);
    store(head, 16, static_cast<std::uint64_t>(take.changed_ns));
    store(head, 24, std::uint64_t{static_cast<std::uint8_t>(checked)});
    store_text(head, facts_bytes, digest_of(std::span(head).first(facts_bytes)));
    return head;
}

/// What the head says, where it is of this take.
std::optional<Checked> checked_in(std::span<const std::byte> head, const TakeIdentity& take) {
    if (head.size() < head_bytes) return {};
    const auto said = load<std::uint64_t>(head, 24);
    if (said > static_cast<std::uint64_t>(Checked::differs)) return {};
    const auto checked = static_cast<Checked>(said);
    if (!std::ranges::equal(head.first(head_bytes), head_of(take, checked))) return {};
    return checked;
}

std::vector<std::byte> read_some(const fs::path& file, std::size_t most) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd) return {};
    std::vector<std::byte> bytes(most);
    const ssize_t got = ::read(fd.get(), bytes.data(), bytes.size());
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
}

struct Kept {
    std::int64_t changed_ns;
    std::uint64_t bytes;
    fs::path file;
};

std::vector<Kept> all_in(const fs::path& folder) {
    std::vector<Kept> all;
    for_each_in(folder, [&](const fs::path& file, EntryKind kind) {
        struct stat status {};
        if (kind != EntryKind::file || file.extension() != ending ||
            ::lstat(file.c_str(), &status) != 0)
            return;
        all.push_back({status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec,
                       static_cast<std::uint64_t>(status.st_size), file});
    });
    return all;
}

} // namespace

std::optional<TakeIdentity> TakeIdentity::of(const UniqueFd& file, std::string place) noexcept {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return {};
    return TakeIdentity{std::move(place), static_cast<std::uint64_t>(status.st_size),
                        status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
}

OverviewStore::OverviewStore(fs::path folder, std::uint64_t most)
    : folder_(std::move(folder)), most_(most) {
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) throw storage_error(folder_, errno);
    for_each_in(folder_, [](const fs::path& file, EntryKind) {
        if (file.extension() == new_ending) ::unlink(file.c_str());
    });
    for (const Kept& kept : all_in(folder_)) bytes_ += kept.bytes;
    make_room();
}

fs::path OverviewStore::path_of(const TakeIdentity& take) const {
    constexpr std::size_t digits = 32;
    const std::string digest = digest_of(std::as_bytes(std::span(take.place)));
    return folder_ / digest.substr(0, digits).append(ending);
}

std::optional<std::vector<std::byte>> OverviewStore::load(const TakeIdentity& take) const {
    auto bytes = read_some(path_of(take), head_bytes + most_body + digest_bytes + 1);
    if (!checked_in(bytes, take) || bytes.size() < head_bytes + digest_bytes) return {};
    const auto body = std::span<const std::byte>(bytes).subspan(
        head_bytes, bytes.size() - head_bytes - digest_bytes);
    if (!is_overview(body) ||
        load_text(bytes, bytes.size() - digest_bytes, digest_bytes) != digest_of(body))
        return {};
    return std::vector<std::byte>(body.begin(), body.end());
}

Checked OverviewStore::checked(const TakeIdentity& take) const {
    return checked_in(read_some(path_of(take), head_bytes), take).value_or(Checked::not_known);
}

void OverviewStore::save(const TakeIdentity& take, Checked checked,
                         std::span<const std::byte> body) {
    const fs::path file = path_of(take), unfinished = fs::path(file) += new_ending;
    const Head head = head_of(take, checked);
    const std::string digest = digest_of(body);
    ::unlink(unfinished.c_str());
    const UniqueFd fd(::open(unfinished.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, only_mine));
    if (!fd) throw storage_error(unfinished, errno);
    std::array parts = {part(head), part(body), part(std::as_bytes(std::span(digest)))};
    const Written written = write_on(fd.get(), parts);
    struct stat before {};
    const bool was_there = ::lstat(file.c_str(), &before) == 0;
    if (written.error || ::rename(unfinished.c_str(), file.c_str()) != 0) {
        const int why = written.error ? written.error.value() : errno;
        ::unlink(unfinished.c_str());
        throw storage_error(file, why);
    }
    bytes_ += written.bytes - (was_there ? static_cast<std::uint64_t>(before.st_size) : 0);
    make_room();
}

/// What was just saved is the newest, and goes last.
void OverviewStore::make_room() {
    if (bytes_ <= most_) return;
    auto all = all_in(folder_);
    std::ranges::sort(all, {}, &Kept::changed_ns);
    bytes_ = 0;
    for (const Kept& kept : all) bytes_ += kept.bytes;
    for (const Kept& kept : all) {
        if (bytes_ <= most_) return;
        if (::unlink(kept.file.c_str()) == 0) bytes_ -= kept.bytes;
    }
}

} // namespace redstart

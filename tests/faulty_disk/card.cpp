// A file is two strings: as the program sees it, and as the last good sync left it.
#include "faulty_disk/card.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sector = 512;

std::string parent(const std::string& path) {
    return fs::path(path).parent_path();
}

template <class Names>
void rename_entry(Names& names, const StorageCall& call) {
    if (auto moved = names.extract(call.path)) {
        moved.key() = call.other;
        names.erase(call.other);
        names.insert(std::move(moved));
    }
}

} // namespace

void Card::follow(const StorageCall& call) {
    if (call.is_sync()) return sync(call);
    if (call.result < 0) return;
    if (call.is_write() && !call.data.empty()) write(call);
    if (call.name == "ftruncate" && names_.contains(call.path))
        names_.at(call.path)->now.resize(call.place);
    if (call.is_open() && !names_.contains(call.path))
        change(call.path,
               [=, file = std::make_shared<File>()](Names& names) { names[call.path] = file; });
    if (call.name == "mkdir") change(call.path, [=](Names& names) { names[call.path] = nullptr; });
    if (call.name == "unlink") change(call.path, [=](Names& names) { names.erase(call.path); });
    if (call.name == "link")
        change(call.path, [=](Names& names) { names[call.other] = names[call.path]; });
    if (call.name == "rename") change(call.path, [=](Names& names) { rename_entry(names, call); });
}

void Card::change(const std::string& path, std::function<void(Names&)> make) {
    make(names_);
    changes_.push_back({parent(path), std::move(make)});
}

void Card::write(const StorageCall& call) {
    auto& file = names_[call.path];
    if (!file) file = std::make_shared<File>();
    file->now.resize(std::max(file->now.size(), call.place + call.data.size()));
    file->now.replace(call.place, call.data.size(), call.data);
}

void Card::sync(const StorageCall& call) {
    if (call.result == -EINTR) return; // it was not even tried
    const auto found = names_.find(call.path);
    if (found != names_.end() && found->second) {
        File& file = *found->second;
        const std::size_t length = file.now.size();
        if (call.result < 0) (file.now = file.synced).resize(length); // zeros, and no error again
        if (call.result < 0) return;
        file.synced_before = file.synced.size();
        file.synced = file.now;
    } else if (call.result == 0) {
        const auto is_here = [&](const Change& one) { return one.folder == call.path; };
        for (const Change& one : changes_)
            if (is_here(one)) one.make(synced_names_);
        std::erase_if(changes_, is_here);
    }
}

std::map<std::string, std::string> Card::promised() const {
    std::map<std::string, std::string> promises;
    for (const auto& [path, file] : synced_names_)
        if (file && file->synced_before > 0)
            promises[path] = file->synced.substr(0, file->synced_before);
    return promises;
}

std::string Card::content(const File& file, Unsynced unsynced, std::mt19937& dice) const {
    if (unsynced == Unsynced::kept) return file.now;
    if (unsynced == Unsynced::dropped) return file.synced;
    std::string result = file.synced;
    if (dice() % 2 == 0) result.resize(file.now.size());
    for (std::size_t at = 0; at < result.size(); at += sector)
        if (dice() % 2 == 0 && at < file.now.size()) {
            const std::size_t bytes = std::min({sector, result.size() - at, file.now.size() - at});
            result.replace(at, bytes, file.now, at, bytes);
        }
    return result;
}

void Card::put_into(const fs::path& copy, Unsynced unsynced, unsigned seed) const {
    std::mt19937 dice(seed);
    Names names = unsynced == Unsynced::kept ? names_ : synced_names_;
    const std::size_t kept = unsynced == Unsynced::scattered ? dice() % (changes_.size() + 1) : 0;
    for (std::size_t i = 0; i < kept; ++i) changes_[i].make(names);
    for (const auto& [path, file] : names) {
        const fs::path place = copy / fs::path(path).lexically_relative(folder_);
        if (!file) fs::create_directories(place);
        if (!file || !fs::exists(place.parent_path())) continue; // lost with its folder
        const std::string bytes = content(*file, unsynced, dice);
        std::ofstream(place, std::ios::binary) << bytes;
    }
}

} // namespace redstart

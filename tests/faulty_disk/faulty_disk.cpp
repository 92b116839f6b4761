// Reads the trace as the interposed library writes it.
#include "faulty_disk/faulty_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace redstart {
namespace {

constexpr std::uint64_t page = 4096; // a header may be written again

/// Where a name goes, what is known of it goes with it.
void follow(auto& of_names, const StorageCall& call) {
    if (call.name == "unlink" || call.is_open()) of_names.erase(call.path);
    if (call.name != "rename") return;
    if (auto moved = of_names.extract(call.path)) {
        moved.key() = call.other;
        of_names.insert(std::move(moved));
    }
}

} // namespace

FaultyDisk::FaultyDisk(const std::filesystem::path& folder)
    : folder_(std::filesystem::canonical(folder)) {
    // LD_PRELOAD ends at a space
    std::filesystem::create_symlink(REDSTART_FAULTY_DISK, own_.path() / "faulty_disk.so");
    std::filesystem::permissions(own_.path(), std::filesystem::perms(0777)); // for other users
}

std::vector<std::string> FaultyDisk::environment(const std::string& plan) const {
    return {"LD_PRELOAD=" + (own_.path() / "faulty_disk.so").string(),
            "FAULTY_DISK=" + folder_.string(),
            "FAULTY_DISK_PLAN=" + plan,
            "FAULTY_DISK_TRACE=" + (own_.path() / "trace").string(),
            "FAULTY_DISK_DATA=yes",
            "ASAN_OPTIONS=verify_asan_link_order=0"};
}

std::vector<StorageCall> FaultyDisk::calls() const {
    return trace(false);
}

std::vector<StorageCall> FaultyDisk::questions() const {
    return trace(true);
}

std::vector<StorageCall> FaultyDisk::trace(bool questions) const {
    std::ifstream file(own_.path() / "trace", std::ios::binary);
    std::vector<StorageCall> calls;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        StorageCall call;
        std::size_t data = 0;
        words >> call.number >> call.name >> call.result >> call.place >> call.bytes >> data;
        std::getline(words.ignore(1), call.path, '\t');
        std::getline(words, call.other);
        call.data.resize(data);
        file.read(call.data.data(), static_cast<std::streamsize>(data));
        if (call.is_question() == questions) calls.push_back(std::move(call));
    }
    return calls;
}

void FaultyDisk::forget() const {
    std::filesystem::remove(own_.path() / "trace");
}

std::string overwritten(const std::vector<StorageCall>& calls) {
    std::map<std::string, std::string> content;
    std::map<std::string, std::uint64_t> synced;
    for (const StorageCall& call : calls) {
        if (call.result < 0) continue;
        follow(content, call);
        follow(synced, call);
        std::string& file = content[call.path];
        if (call.is_sync()) synced[call.path] = file.size();
        const bool cuts = call.name == "ftruncate" && call.place < synced[call.path];
        const std::uint64_t end = call.place + call.data.size();
        const bool changes = call.is_write() && end > page && call.place < synced[call.path] &&
                             file.compare(call.place, call.data.size(), call.data) != 0;
        if (cuts || changes)
            return call.name + " " + std::to_string(call.number) + ": " + call.path + ", " +
                   std::to_string(call.data.size()) + " bytes at " + std::to_string(call.place);
        if (!call.is_write()) continue;
        file.resize(std::max<std::uint64_t>(file.size(), end));
        file.replace(call.place, call.data.size(), call.data);
    }
    return {};
}

} // namespace redstart

// A faulty disk for a program under test: what it will meet, and what it did.
#pragma once

#include "simulated/simulated_microphone.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace redstart {

/// A call of a program on its storage, as it came back.
struct StorageCall {
    unsigned number = 0;
    std::string name;     // "pwritev", "fdatasync" ...; "?lstat", "?read" ... for a question
    long long result = 0; // an error is negative
    std::uint64_t place = 0, bytes = 0;
    std::string path, other;
    std::string data; // of a write, as much as was written

    bool is_write() const { return name.find("write") != name.npos; }
    bool is_sync() const { return name == "fsync" || name == "fdatasync"; }
    bool is_question() const { return name.starts_with('?'); }
    bool is_open() const { return name.starts_with("open") || name == "creat"; }
};

/// The calls on what lies below one folder, of one program at a time.
class FaultyDisk {
public:
    explicit FaultyDisk(const std::filesystem::path& folder);

    /// What a program needs in its environment to meet this plan (tests/faulty_disk/README.md).
    std::vector<std::string> environment(const std::string& plan = {}) const;

    /// A place for the file of a stall: a test waits for it, and removes it.
    std::string sign() const { return own_.path() / "sign"; }
    bool is_in_fault() const { return std::filesystem::exists(sign()); }
    void end_fault() const { std::filesystem::remove(sign()); }

    /// The calls so far that change what is stored, in the order in which they came back.
    std::vector<StorageCall> calls() const;
    void forget() const; // ... and no others

    /// Those that only ask: lookups, reads, lists, free space.
    std::vector<StorageCall> questions() const;

private:
    std::vector<StorageCall> trace(bool questions) const;

    TemporaryFolder own_;
    std::filesystem::path folder_;
};

/// What was changed or cut off after a sync had covered it, but for the page of a header:
/// "pwritev 17: NAME, 4096 bytes at 8192"; empty where that never happened.
std::string overwritten(const std::vector<StorageCall>& calls);

} // namespace redstart

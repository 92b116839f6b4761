// What a card holds after a power cut: what was synced for sure, and anything of the rest.
#pragma once

#include "faulty_disk/faulty_disk.hpp"

#include <functional>
#include <map>
#include <memory>
#include <random>

namespace redstart {

/// What became of that which no sync had covered.
enum class Unsynced {
    kept,      // all of it came onto the card
    dropped,   // none of it
    scattered, // some sectors of it, and some of the names, by a seed; the rest is zeros
};

/// Follows the calls of a program. A sync that failed is a promise that is never made good: what
/// it should have covered is gone, whatever a later sync says.
class Card {
public:
    explicit Card(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void follow(const StorageCall& call);

    /// The folder as it is found when the power is back, in `copy`, which is empty before.
    void put_into(const std::filesystem::path& copy, Unsynced unsynced, unsigned seed = 0) const;

    /// What must not be lost: of every file whose name is on the card, as much as the sync before
    /// its last covered. The last may have made the sound safe that no header claims yet.
    std::map<std::string, std::string> promised() const;

private:
    struct File {
        std::string now, synced;
        std::uint64_t synced_before = 0;
    };
    using Names = std::map<std::string, std::shared_ptr<File>>; // a folder has no file
    struct Change {
        std::string folder;
        std::function<void(Names&)> make;
    };

    void change(const std::string& path, std::function<void(Names&)> make);
    void sync(const StorageCall& call);
    void write(const StorageCall& call);
    std::string content(const File& file, Unsynced unsynced, std::mt19937& dice) const;

    std::filesystem::path folder_;
    Names names_, synced_names_;
    std::vector<Change> changes_; // of names, that no sync of their folder has covered
};

} // namespace redstart

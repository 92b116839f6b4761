// The names of all takes in a folder, newest first, in little memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

/// A take is what has one name: NAME.wav, NAME.wav.part, NAME.flac or NAME.wav.deleted; its time is
/// the date in that name, else that of the file's last change. Links and names that are no take's
/// are passed over. About 60 bytes a take; of more than `most_takes`, or of names that are longer
/// than `most_text` together, the newest are known. Belongs to one thread.
class TakeIndex {
public:
    static constexpr std::size_t most_takes = 20'000, most_folders = 8192, most_text = 4 << 20;

    enum Has : std::uint8_t { wav = 1, part = 2, flac = 4, deleted = 8 };

    /// Good until the next look.
    struct Take {
        std::string_view name; // its place in the folder, without an ending
        std::int64_t time_ms = 0;
        std::uint8_t has = 0;

        /// Its place, with the ending of the best of its files.
        std::string file() const;
    };

    explicit TakeIndex(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Reads the folder again where its times, or those of a folder in it, say that it changed; a
    /// change of the last seconds too, for a card's clock is coarse. Throws Error for a folder that
    /// cannot be read.
    void look();

    std::size_t size() const noexcept { return takes_.size(); }
    Take operator[](std::size_t place) const noexcept; // newest first

    /// The place of the first take that is older than that one; where it has gone, than it was.
    std::size_t behind(std::string_view file) const;

    /// How many takes are there and not known.
    std::size_t left_out() const noexcept { return left_out_; }

    std::size_t bytes() const noexcept; // of memory

private:
    struct Entry {
        std::int64_t time_ms = 0;
        std::uint32_t at = 0; // of its name in text_
        std::uint16_t size = 0;
        std::uint8_t has = 0;
    };
    struct Folder {
        std::string place;
        std::int64_t changed_ns = 0; // -1: it has to be read again
    };

    void read();
    void read_folder(const std::string& place, std::size_t depth);
    void add(const std::string& place, const std::string& file_name);
    void join_same();
    void cut_to_newest(std::size_t most);
    void sort_by_time();
    bool is_older(const Entry& one, const Entry& other) const noexcept;
    std::string_view name(const Entry& entry) const noexcept {
        return std::string_view(text_).substr(entry.at, entry.size);
    }

    std::filesystem::path folder_;
    std::string text_; // all names, one behind the other
    std::vector<Entry> takes_;
    std::vector<Folder> folders_;
    std::size_t left_out_ = 0;
};

/// The name of a take's file and what kind it is, a bit of TakeIndex::Has; 0 for no take.
std::uint8_t split_take_name(std::string_view file, std::string_view& name) noexcept;

} // namespace redstart

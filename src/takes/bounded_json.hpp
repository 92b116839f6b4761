// JSON that anybody may have written, parsed in little memory whatever it says.
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <span>
#include <string_view>

namespace redstart {

/// Fills the room as far as there is text; 0 at its end.
using Fill = std::function<std::size_t(std::span<char> room)>;
Fill fill_from(std::string_view text);

/// From a regular file, its links not followed; none where there is no such file. Throws Error,
/// also for one that is larger than 16 MB.
Fill fill_from(const std::filesystem::path& file);

/// Text on its way to the parser, a block at a time. It ends early, and so is no JSON, where it is
/// nested more than `deepest` times or goes on for `longest` bytes without a new value.
class BoundedText {
public:
    static constexpr int deepest = 8;
    static constexpr std::size_t longest = 32 * 1024; // 4096 characters, all escaped, and a rest

    explicit BoundedText(Fill fill);
    BoundedText(const BoundedText&) = delete;
    BoundedText& operator=(const BoundedText&) = delete;

    /// As json::parse() wants it; one text has one beginning.
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = char;
        using difference_type = std::ptrdiff_t;
        using pointer = const char*;
        using reference = const char&;

        Iterator() = default; // the end
        explicit Iterator(BoundedText& text) : text_(&text) {}
        reference operator*() const { return text_->block_[text_->at_]; }
        Iterator& operator++() {
            text_->advance();
            return *this;
        }
        bool operator==(const Iterator& other) const { return is_end() == other.is_end(); }

    private:
        bool is_end() const { return text_ == nullptr || text_->at_ == text_->size_; }
        BoundedText* text_ = nullptr;
    };
    Iterator begin() { return Iterator(*this); }
    static Iterator end() { return {}; }

private:
    void advance();
    void refill();
    bool is_bounded(char c) noexcept;

    Fill fill_;
    std::array<char, 4096> block_{};
    std::size_t at_ = 0, size_ = 0, length_ = 0;
    int depth_ = 0;
    bool in_string_ = false, is_escaped_ = false;
};

/// The object in a text, with few of its values: `wanted(key)` says which of its keys are kept, and
/// at most `most_values` keys and values in all. Each object in an array that is the value of such
/// a key goes to `item(key, object)` and is not kept. Discarded where the text is no JSON.
nlohmann::json
parse_bounded(BoundedText& text, const std::function<bool(std::string_view key)>& wanted,
              const std::function<void(std::string_view key, const nlohmann::json& object)>& item);

/// All of a short text, held to its depth; discarded where it is not JSON.
nlohmann::json parse_bounded(std::string_view line);

} // namespace redstart

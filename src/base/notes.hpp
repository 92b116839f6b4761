// What people note of a take: short words by which a data set is sorted, such as speaker=alice.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <redstart/error.hpp>

namespace redstart {

/// At most `most` notes, by their keys. A key has 1 to 32 letters, digits, `-` and `_`; a text is
/// UTF-8 of at most 256 bytes without control characters, and may be empty. Costs no memory as long
/// as there are none.
class Notes {
public:
    static constexpr std::size_t most = 32, most_key_bytes = 32, most_text_bytes = 256;

    /// "speaker=alice"; the text begins behind the first `=`. Throws Error for one that is not so,
    /// is beyond the bounds, or has a key that is there already.
    void add(std::string_view note);

    /// A text that was there under that key is replaced. Throws Error beyond the bounds.
    void set(std::string_view key, std::string_view text);

    /// The same of notes that nobody vouches for: false where they are beyond the bounds.
    bool try_set(std::string_view key, std::string_view text);

    bool empty() const noexcept { return all_.empty(); }
    std::size_t size() const noexcept { return all_.size(); }
    const std::map<std::string, std::string>& all() const noexcept { return all_; } // by key

    bool operator==(const Notes&) const = default;

private:
    std::optional<Error> refusal(const std::string& key, std::string_view text) const;

    std::map<std::string, std::string> all_;
};

} // namespace redstart

// A line of JSON that is to be written: its keys stay in the order in which they were given.
#pragma once

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace redstart {

/// nlohmann's ordered_json would do it too, with all its code a second time in the program.
class JsonLine {
public:
    using Member = std::pair<const char*, nlohmann::json>;

    JsonLine(std::initializer_list<Member> members) : members_(members) {}

    /// Each key once.
    void add(const char* key, nlohmann::json value) {
        members_.emplace_back(key, std::move(value));
    }

    /// What a reader of the line gets.
    nlohmann::json object() const;

    /// Without a line end. Bytes that are no UTF-8 become U+FFFD.
    std::string text() const;

private:
    std::vector<Member> members_;
};

} // namespace redstart

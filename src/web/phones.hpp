// The phones that are let in: a cookie each, of which only a hash is kept.
#pragma once

#include "web/state_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

struct Phone {
    std::string id;                   // short, for people and for /phones/revoke
    std::string name;                 // at first what its browser says that it is
    std::int64_t since = 0, seen = 0; // seconds since 1970
    std::string hash;                 // of its cookie
};

/// Kept in phones.json of the state folder. When a phone was last seen is written once a day.
class Phones {
public:
    static constexpr std::size_t most = 64;

    explicit Phones(const StateFolder& state); // throws Error for a file that is none of ours

    /// The cookie of a new phone. Throws Error where there are `most` already.
    std::string let_in(std::string_view user_agent);

    const Phone* find(std::string_view cookie); // null: unknown; else it is seen now
    bool is_there(std::string_view id);         // by what find() gave; it is seen now
    /// False: there is none of that id. Throws Error where it cannot be kept; it is in force all
    /// the same, and kept once it is said again.
    bool revoke(std::string_view id);
    void rename(std::string_view id, std::string name); // throws Error for a name that is none

    const std::vector<Phone>& all() const noexcept { return phones_; }

private:
    const Phone* seen_now(std::vector<Phone>::iterator phone);
    void save();
    void save_if_possible();

    const StateFolder& state_;
    std::vector<Phone> phones_;
    bool is_unsaved_ = false; // what is in force is not what the file says
};

} // namespace redstart

// The other way in: a password, of which only argon2's hash is kept.
#pragma once

#include "web/phones.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"
#include "web/state_folder.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redstart {

class Routes;

struct LoginLimits {
    std::chrono::nanoseconds within = std::chrono::minutes(10);
    std::size_t of_one = 5, of_all = 20; // wrong passwords of an address, and of all of them
};

/// argon2id over 16 MiB, one at a time, on the loop's thread: a tenth of a second that a live sound
/// has buffered. Throws Error for a password that is too short or too long.
std::string password_hash(std::string_view password);

/// Who has guessed wrong too often is refused unread until the first of the guesses is old.
class Login {
public:
    Login(const StateFolder& state, Phones& phones, LoginLimits limits = {});

    void add_to(Routes& routes); // POST /login

    bool has_password() const;       // none: nobody gets in by one
    void set(std::string_view hash); // empty: none

private:
    HttpResponse answer(const HttpRequest& request);
    HttpResponse let_in(const HttpRequest& request);
    bool may_guess(const std::string& peer);

    const StateFolder& state_;
    Phones& phones_;
    LoginLimits limits_;
    std::vector<std::pair<TimePoint, std::string>> wrong_; // the oldest first
};

} // namespace redstart

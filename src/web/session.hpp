// Who asks, and which phones are let in: GET /session, GET /phones and what changes them.
#pragma once

#include "web/gate.hpp"
#include "web/login.hpp"
#include "web/phones.hpp"
#include "web/routes.hpp"

#include <nlohmann/json_fwd.hpp>

namespace redstart {

/// The list as the page and `redstart-web phones` have it; `id` is the phone that asks.
nlohmann::json phones_json(const Phones& phones, std::string_view id);

void add_session(Routes& routes, const Gate& gate, const Login& login, bool reading);
void add_phones(Routes& routes, Phones& phones);

} // namespace redstart

// Whatever comes as a target, a Host header or a cookie: a plain path without a way up, or a
// refusal.
#include "base/utf8.hpp"
#include "fuzz/input.hpp"
#include "web/gate.hpp"
#include "web/request.hpp"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace redstart;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    HttpRequest request;
    if (parse_target(text, request)) {
        require(request.path.starts_with('/') && is_plain_text(request.path));
        require((request.path + "/").find("/../") == request.path.npos);
        require(request.path.find("//") == request.path.npos);
        for (const auto& [name, value] : request.query)
            require((name.empty() || is_plain_text(name)) &&
                    (value.empty() || is_plain_text(value)));
    }
    request.headers = {{"cookie", std::string(text)}, {"host", std::string(text)}};
    require(request.cookie(phone_cookie).size() <= size);
    const std::string name = host_name(request.header("host"));
    require(name.size() <= size && (!is_address(name) || name.find('/') == name.npos));
    return 0;
}

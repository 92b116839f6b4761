// Whatever a sidecar or a journal says of a take, it is one that reads the same when it is written
// again, or it is none.
#include "fuzz/input.hpp"
#include "takes/journal.hpp"

#include <nlohmann/json.hpp>

namespace redstart {
namespace {

void require_the_same_again(const std::optional<Sidecar>& sidecar) {
    if (!sidecar) return;
    const nlohmann::json shape = to_json(*sidecar);
    const std::string text =
        shape.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    const auto again = parse_sidecar(text);
    require(again.has_value());
    require(to_json(*again) == shape);
}

} // namespace
} // namespace redstart

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    redstart::require_the_same_again(redstart::parse_sidecar(bytes));
    redstart::require_the_same_again(redstart::parse_journal(bytes));
    return 0;
}

// Sorts by rank; equal ranks, which nobody will see, stay as they stood.
#include "dataset/prompt_order.hpp"

#include "base/utf8.hpp"
#include "dataset/one_line.hpp"

#include <algorithm>
#include <set>

namespace redstart {

std::uint64_t seeded_rank(std::uint64_t seed, std::string_view word) noexcept {
    std::uint64_t rank = 0xCBF2'9CE4'8422'2325; // FNV-1a
    for (const char c : word) rank = (rank ^ static_cast<unsigned char>(c)) * 0x100'0000'01B3;
    rank += seed * 0x9E37'79B9'7F4A'7C15; // splitmix64
    rank = (rank ^ (rank >> 30)) * 0xBF58'476D'1CE4'E5B9;
    rank = (rank ^ (rank >> 27)) * 0x94D0'49BB'1331'11EB;
    return rank ^ (rank >> 31);
}

std::vector<Prompt> in_order(const std::vector<Prompt>& prompts,
                             const std::optional<std::uint64_t>& seed) {
    std::vector<Prompt> all;
    std::set<std::string> ids;
    for (const Prompt& prompt : prompts)
        for (unsigned n = 1; n <= prompt.repeat; ++n) {
            Prompt one = prompt;
            one.repeat = 1;
            if (n > 1) one.id += "_" + std::to_string(n);
            if (one.id.empty() || !ids.insert(one.id).second)
                throw Error("prompt \"" + one.id + "\"", "two have this id, or it is empty",
                            "give each an id of its own; ID_2 is the second of a repeated one");
            if (!is_utf8(one.id) || !is_utf8(one.text) || !is_utf8(one.label))
                throw Error("prompt \"" + one_line(one.id) + "\"", "no UTF-8", "write it in UTF-8");
            all.push_back(std::move(one));
        }
    if (all.empty()) throw Error("prompts", "there is none", "give one at least");
    if (seed)
        std::ranges::stable_sort(
            all, {}, [seed](const Prompt& prompt) { return seeded_rank(*seed, prompt.id); });
    return all;
}

} // namespace redstart

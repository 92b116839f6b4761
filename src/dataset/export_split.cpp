// Groups that stay together, drawn one after the other.
#include "dataset/export_split.hpp"

#include "dataset/prompt_order.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace redstart {
namespace {

using Group = std::vector<std::size_t>; // takes that stay together

constexpr std::array part_names = {"train", "test", "validation"};

struct Share {
    ExportPart part;
    double wanted = 0; // takes

    double lacks() const noexcept { return wanted - static_cast<double>(part.takes.size()); }
    void add(const Group& group) {
        part.takes.insert(part.takes.end(), group.begin(), group.end());
    }
};

/// In the order in which they are drawn.
std::vector<Group> draw(const std::vector<ExportTake>& takes, std::uint64_t seed, bool by_take) {
    std::map<std::pair<std::uint64_t, std::string_view>, Group> groups;
    for (std::size_t i = 0; i < takes.size(); ++i) {
        const std::string& word = by_take ? takes[i].file : takes[i].speaker;
        groups[{seeded_rank(seed, word), word}].push_back(i);
    }
    std::vector<Group> drawn;
    for (auto& [rank, group] : groups) drawn.push_back(std::move(group));
    return drawn;
}

std::vector<Share> shares_of(const SplitWish& wish, std::size_t takes) {
    const double sum = std::accumulate(wish.shares.begin(), wish.shares.end(), 0.0);
    std::vector<Share> shares;
    for (std::size_t i = 0; i < std::min(wish.shares.size(), part_names.size()); ++i)
        if (wish.shares[i] > 0)
            shares.push_back(
                {{part_names[i], {}}, wish.shares[i] / sum * static_cast<double>(takes)});
    return shares;
}

/// To each part one of the first groups: the largest to the one that wants most.
void give_first(std::vector<Share>& shares, std::vector<Group>& groups) {
    std::vector<Share*> parts;
    for (Share& share : shares) parts.push_back(&share);
    const auto end = groups.begin() + static_cast<std::ptrdiff_t>(parts.size());
    std::stable_sort(groups.begin(), end,
                     [](const Group& a, const Group& b) { return a.size() > b.size(); });
    std::ranges::stable_sort(parts, std::greater(), &Share::wanted);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i]->add(groups[i]);
}

void give(std::vector<Share>& shares, std::vector<Group> groups) {
    give_first(shares, groups);
    for (std::size_t i = shares.size(); i < groups.size(); ++i)
        std::ranges::max_element(shares, {}, &Share::lacks)->add(groups[i]);
    for (Share& share : shares) std::ranges::sort(share.part.takes);
}

bool knows_a_speaker(const std::vector<ExportTake>& takes) {
    return std::ranges::any_of(takes, [](const ExportTake& take) { return !take.speaker.empty(); });
}

ExportPart all_in(const std::string& name, std::size_t takes) {
    ExportPart part{name, Group(takes)};
    std::iota(part.takes.begin(), part.takes.end(), std::size_t{0});
    return part;
}

std::string too_few(std::size_t groups, std::size_t parts, const std::string& first, bool by_take) {
    std::string text = std::to_string(groups) + (by_take ? " take" : " speaker") +
                       (groups == 1 ? "" : "s") + " for " + std::to_string(parts) +
                       " parts: all are in " + first;
    if (!by_take) text += "; --by-take splits takes all the same";
    return text;
}

} // namespace

Split split_takes(const std::vector<ExportTake>& takes, const SplitWish& wish) {
    Split split;
    std::vector<Share> shares = shares_of(wish, takes.size());
    if (shares.empty()) {
        split.parts = {all_in("", takes.size())};
        return split;
    }
    const bool by_take = wish.by_take || !knows_a_speaker(takes);
    if (by_take && !wish.by_take)
        split.remark =
            "no speaker is known: takes are split, and the same voice may be in each part";
    std::vector<Group> groups = draw(takes, wish.seed, by_take);
    if (groups.size() < shares.size()) {
        const std::string first = shares.front().part.name;
        split.remark = too_few(groups.size(), shares.size(), first, by_take);
        split.parts = {all_in(first, takes.size())};
        return split;
    }
    give(shares, std::move(groups));
    for (Share& share : shares) split.parts.push_back(std::move(share.part));
    return split;
}

} // namespace redstart

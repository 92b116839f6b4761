// Takes into train, test and validation, so that nobody is heard in two of them.
#pragma once

#include "dataset/export_take.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace redstart {

struct ExportPart {
    std::string name;               // "train", "test", "validation"; "" where all is one part
    std::vector<std::size_t> takes; // their places in the list, in its order
};

struct SplitWish {
    std::vector<unsigned> shares; // of train, test and validation, in any measure; none: one part
    std::uint64_t seed = 1;
    bool by_take = false; // not by speaker
};

struct Split {
    std::vector<ExportPart> parts; // none is empty
    std::string remark;            // where it is not what was wished for
};

/// Speakers are drawn by their seeded_rank(): the same set, shares and seed give the same parts, in
/// whatever order the takes stand. Each part gets a speaker, the largest share the largest of them;
/// each other speaker goes to the part that lacks the most. Takes without a speaker are one speaker
/// beside known ones; where none is known, takes are drawn. Fewer speakers than parts: all is in
/// the first part.
Split split_takes(const std::vector<ExportTake>& takes, const SplitWish& wish);

} // namespace redstart

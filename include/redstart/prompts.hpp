// What the speakers of a data set are asked to say, read from text, CSV or TSV.
#pragma once

#include <redstart/error.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace redstart {

struct Prompt {
    std::string id;    // names the take; unique in a list
    std::string text;  // shown, and said
    std::string label; // the folder of its take, and the class in training; may be empty
    unsigned repeat = 1;
};

/// By the ending of the file's name: `.csv` (RFC 4180) and `.tsv` begin with a line of column names
/// of which `id`, `text`, `label` and `repeat` are read, `text` or `label` at least being there;
/// any other file has a prompt in each line that is not empty. A prompt without an id gets its
/// number in the file, "0001". Where a file has only labels, they are what is said.
/// Throws Error, with the line, for a list that is empty or ambiguous.
std::vector<Prompt> read_prompts(const std::filesystem::path& file);

} // namespace redstart

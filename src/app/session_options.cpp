// Options into a SessionOptions, each checked where it is read.
#include "app/session_options.hpp"

#include "app/note_option.hpp"
#include "base/units.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <sstream>

namespace redstart {
namespace {

bool is_key(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, is_word_character);
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    std::istringstream in(list);
    for (std::string word; std::getline(in, word, ',');)
        if (!word.empty()) words.push_back(word);
    return words;
}

Check keys() {
    return {"KEYS", [](const std::string& text) {
                for (const std::string& word : words_of(text))
                    if (!is_key(word)) return "\"" + word + "\" is no key (speaker,place)";
                return std::string{};
            }};
}

void add_limits(Command& command, SessionCommand& session) {
    command.option("--shortest", session.shortest, "a take that is shorter is asked for again")
        .check(a_duration())
        .shows_default();
    command.option("--quietest", session.quietest, "a take whose peak is lower is asked for again")
        .check(a_level())
        .shows_default();
    command
        .option("--clips", session.clips,
                "so many clipped runs are too many for a take; 0: none are")
        .type_name("N")
        .shows_default();
    command.flag("--with-gaps", session.with_gaps, "keep takes in which frames were lost");
}

} // namespace

void SessionCommand::add_to(Command& command) {
    command
        .option("FILE", prompts,
                "prompts: text, a line each, or .csv and .tsv with id,text,label,repeat")
        .required();
    command.option("--folder", folder, "the data set; it is made, and gone on with")
        .type_name("DIR")
        .required();
    audio.add_to(command);
    command.option("--ask", ask, "ask for these once: speaker,place").check(keys());
    add_note_option(command, notes);
    command
        .option("--seed", seed,
                "of the order of the prompts; else one is drawn, and kept in the folder")
        .type_name("N");
    command.flag("--in-order", in_order, "do not shuffle the prompts");
    add_limits(command, *this);
    command.flag("--flac", flac,
                 "make FLAC of the takes at the end, each proven before its WAV file goes");
    command.option("--pedal", pedal, "each key of this one is Enter: /dev/input/eventN")
        .type_name("DEVICE");
    command.option("--config", config, "each [button] of this file is Enter").type_name("FILE");
}

std::vector<std::string> SessionCommand::questions() const {
    std::vector<std::string> open = words_of(ask);
    std::erase_if(open, [this](const std::string& key) { return notes.all().contains(key); });
    return open;
}

SessionOptions SessionCommand::options() const {
    SessionOptions options;
    options.folder = folder;
    options.prompts = read_prompts(prompts);
    options.seed = seed;
    options.in_order = in_order;
    options.notes = notes.all();
    options.limits = {parse_duration(shortest).value(), parse_level(quietest).value(), clips,
                      with_gaps};
    const PcmRequest sound = audio.request();
    options.recorder.device = sound.device;
    options.recorder.rate = audio.rate ? sound.rate : 0; // the device's own
    options.recorder.channels = audio.channels ? sound.channels : 0;
    options.recorder.chunk_frames = sound.chunk_frames;
    // A WAV file packs the 24 bits that S24_LE spreads over four bytes.
    options.recorder.format = sample_format(sound.format).value_or(SampleFormat::s24_3le);
    options.recorder.exact = audio.format.has_value();
    return options;
}

} // namespace redstart

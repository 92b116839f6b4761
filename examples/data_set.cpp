// Collects a data set: shows a prompt, Enter starts its take, Enter ends it, and bad ones are asked
// for again.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <iostream>
#include <string>

int main(int count, char** words) try {
    if (count < 3) {
        std::fprintf(stderr, "Usage: data_set PROMPTS.csv FOLDER [PCM]\n");
        return 2;
    }
    redstart::Session session({.folder = words[2],
                               .prompts = redstart::read_prompts(words[1]),
                               .recorder = {.device = count > 3 ? words[3] : "default"},
                               .notes = {{"speaker", "alice"}}});
    std::string line;
    while (const auto prompt = session.prompt()) {
        std::printf("%zu/%zu  say: %s\n", session.place(), session.prompts(), prompt->text.c_str());
        std::fflush(stdout);
        if (!std::getline(std::cin, line)) break;
        session.start();
        std::getline(std::cin, line);
        const redstart::SessionTake take = session.stop();
        for (const std::string& fault : take.faults) std::printf("once more: %s\n", fault.c_str());
        if (take.is_kept()) std::printf("%s, peak %.1f dBFS\n", take.file.c_str(), take.peak_dbfs);
    }
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

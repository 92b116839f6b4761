// One sentence per fault.
#include "station/fault_sentences.hpp"

#include "base/units.hpp"

namespace redstart::fault_sentences {

std::string no_device(const std::string& cause) {
    return "microphone: " + cause + "; plug it in again; it is opened again as soon as it is there";
}

std::string no_storage(const std::string& error) {
    return error + "; looking again each second";
}

std::string storage_full(const std::filesystem::path& folder, std::uint64_t free_bytes) {
    return folder.string() + ": " + show_bytes(free_bytes) +
           " left, less than keep_free; move takes away";
}

std::string storage_slow(const std::filesystem::path& folder) {
    return folder.string() + ": the card does not answer; put in another card if it stays so; what "
                             "is recorded waits in the ring, whose length is [audio] ring";
}

std::string overrun(const std::string& device) {
    return device + ": frames were lost in the last 10 s, and silence stands in their place; the "
                    "log says how many; plug the microphone in without a hub, end what keeps the "
                    "machine busy";
}

std::string clock_unset() {
    return "clock: never set since the boot; a network, an RTC, a phone on the page of "
           "redstart-web "
           "or timedatectl set-time sets it";
}

} // namespace redstart::fault_sentences

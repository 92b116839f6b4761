// Reads it from /proc.
#include "base/boot_id.hpp"

#include <fstream>

namespace redstart {

std::string boot_id() {
    std::string id;
    std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
    return id;
}

} // namespace redstart

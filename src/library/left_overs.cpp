// The public call, after a crash of the program.
#include <redstart/left_overs.hpp>

#include "takes/left_overs.hpp"

namespace redstart {

std::vector<LeftOver> complete_left_overs(const std::filesystem::path& folder) {
    return complete_left_overs(folder, After::crash);
}

} // namespace redstart

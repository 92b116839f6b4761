// Which boot of the kernel this is.
#pragma once

#include <string>

namespace redstart {

/// The kernel's random id of this boot (36 characters); empty where it cannot be read.
std::string boot_id();

} // namespace redstart

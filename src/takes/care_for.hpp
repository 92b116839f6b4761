// What people do with a finished take, done to its files.
#pragma once

#include "base/take_care.hpp"
#include "takes/deleted_takes.hpp"

#include <filesystem>

namespace redstart {

/// A take below `folder`, by the path that `stop` told or by its place in the folder: NAME.wav or
/// NAME.flac. On the card when it returns, with the path of NAME.wav. Blocks for as long as the
/// card takes. Throws Error where there is no such take, or it may not be done.
std::filesystem::path care_for(const std::filesystem::path& folder, const TakeCare& care,
                               DeletedTakes& deleted);

} // namespace redstart

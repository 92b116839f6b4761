// The page itself: its HTML, its style and its script, files of an installed folder.
#pragma once

#include "web/routes.hpp"

#include <filesystem>

namespace redstart {

/// Read anew for each answer, so that who works on the page sees it by loading it again.
void add_page(Routes& routes, const std::filesystem::path& folder);

} // namespace redstart

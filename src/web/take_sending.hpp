// A file of a take, or what is played of it, as an answer by ranges.
#pragma once

#include "base/unique_fd.hpp"
#include "event/worker.hpp"
#include "web/request.hpp"
#include "web/response.hpp"
#include "web/take_folder.hpp"

#include <filesystem>
#include <string>

namespace redstart {

/// What is sent is read by `card`, a block at a time, as the phone takes it.
HttpResponse send_take_file(const HttpRequest& request, UniqueFd file, TakeFileKind kind,
                            Worker& card);

/// The same of PlayableSound's bytes; throws Error for a file that it throws for.
HttpResponse send_playable(const HttpRequest& request, UniqueFd file, TakeFileKind kind,
                           Worker& card);

/// The header that asks a browser to keep the answer under that name.
std::string disposition(const std::filesystem::path& name);

} // namespace redstart

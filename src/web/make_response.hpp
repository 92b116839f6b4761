// An answer as libmicrohttpd wants it.
#pragma once

#include "web/response.hpp"

#include <microhttpd.h>

#include <string>

namespace redstart {

/// Null where there is no memory.
MHD_Response* make_bytes_response(const std::string& bytes);

/// Those of the answer, and those of every response.
void add_headers(MHD_Response* response, const HttpResponse& answer);

} // namespace redstart

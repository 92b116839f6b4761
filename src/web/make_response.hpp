// An answer as libmicrohttpd wants it.
#pragma once

#include "web/response.hpp"

#include <microhttpd.h>

namespace redstart {

/// Of all bodies but a stream. Null where there is no memory.
MHD_Response* make_finite_response(decltype(HttpResponse::body) body);

/// Those of the answer, and those of every response.
void add_headers(MHD_Response* response, const HttpResponse& answer);

} // namespace redstart

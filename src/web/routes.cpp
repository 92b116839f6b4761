// The longest route that fits is the one.
#include "web/routes.hpp"

#include <utility>

namespace redstart {
namespace {

bool takes(const Route& route, const std::string& path) {
    return route.path.size() > 1 && route.path.ends_with('/') ? path.starts_with(route.path)
                                                              : path == route.path;
}

} // namespace

void Routes::get(std::string path, WhoMayAsk who, HttpHandler handler) {
    add({HttpMethod::get, std::move(path), who, std::move(handler)});
}

void Routes::post(std::string path, WhoMayAsk who, HttpHandler handler) {
    add({HttpMethod::post, std::move(path), who, std::move(handler)});
}

const Route* Routes::find(HttpRequest& request) const {
    const Route* found = nullptr;
    for (const Route& route : routes_)
        if (route.method == request.method && takes(route, request.path) &&
            (found == nullptr || route.path.size() > found->path.size()))
            found = &route;
    if (found != nullptr) request.rest = request.path.substr(found->path.size());
    return found;
}

bool Routes::knows(const HttpRequest& request) const {
    for (const Route& route : routes_)
        if (takes(route, request.path)) return true;
    return false;
}

} // namespace redstart

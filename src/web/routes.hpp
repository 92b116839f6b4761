// Which part of the program answers which address, and who may ask.
#pragma once

#include "web/reply.hpp"
#include "web/request.hpp"

#include <functional>
#include <string>
#include <vector>

namespace redstart {

enum class WhoMayAsk : unsigned char {
    anybody, // the page itself, and what lets in
    readers, // paired phones; everybody where reading is open ([access] reading)
    paired,
};

using HttpHandler = std::function<void(const HttpRequest&, const HttpReply&)>;

/// A path that ends in '/' takes all below it, and what is below is the request's `rest`.
struct Route {
    HttpMethod method;
    std::string path;
    WhoMayAsk who;
    HttpHandler handler;
};

class Routes {
public:
    void add(Route route) { routes_.push_back(std::move(route)); }
    void get(std::string path, WhoMayAsk who, HttpHandler handler);
    void post(std::string path, WhoMayAsk who, HttpHandler handler);

    /// Sets `rest`. Nothing where no route takes it.
    const Route* find(HttpRequest& request) const;
    bool knows(const HttpRequest& request) const; // with another method

private:
    std::vector<Route> routes_;
};

} // namespace redstart

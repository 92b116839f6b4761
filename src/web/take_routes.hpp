// What the page asks of takes: their list, their files, what is played, drawn and written of them.
#pragma once

#include "web/overviews.hpp"
#include "web/routes.hpp"
#include "web/take_folder.hpp"
#include "web/take_list.hpp"

#include <filesystem>

namespace redstart {

/// Answers GET /takes, /takes/FILE, /labels/FILE, /play/FILE and /overview/FILE for who may read.
/// Outlives the routes; belongs to the loop's thread. Throws Error where the state cannot be
/// written.
class TakeRoutes {
public:
    TakeRoutes(const std::filesystem::path& folder, const std::filesystem::path& state);
    TakeRoutes(const TakeRoutes&) = delete;
    TakeRoutes& operator=(const TakeRoutes&) = delete;

    void add_to(Routes& routes);

private:
    HttpResponse list(const HttpRequest& request);
    HttpResponse file(const HttpRequest& request) const;
    HttpResponse labels(const HttpRequest& request) const;
    HttpResponse play(const HttpRequest& request) const;
    HttpResponse overview(const HttpRequest& request);

    TakeFolder folder_;
    Overviews overviews_;
    TakeList list_;
};

} // namespace redstart

// What the page asks of takes: their list, their files, what is played, drawn and written of them.
#pragma once

#include "event/worker.hpp"
#include "web/overviews.hpp"
#include "web/routes.hpp"
#include "web/take_folder.hpp"
#include "web/take_list.hpp"

#include <filesystem>

namespace redstart {

/// Answers GET /takes, /takes/FILE, /labels/FILE, /play/FILE and /overview/FILE for who may read.
/// All of it is made and read by the card's thread; who waits for a card that hangs is told so
/// after half a minute. Outlives the routes. Throws Error where the state cannot be written.
class TakeRoutes {
public:
    TakeRoutes(EventLoop& loop, const std::filesystem::path& folder,
               const std::filesystem::path& state);
    TakeRoutes(const TakeRoutes&) = delete;
    TakeRoutes& operator=(const TakeRoutes&) = delete;

    void add_to(Routes& routes);

private:
    // on the card's thread
    HttpResponse list(const HttpRequest& request);
    HttpResponse file(const HttpRequest& request);
    HttpResponse labels(const HttpRequest& request) const;
    HttpResponse play(const HttpRequest& request);
    HttpResponse overview(const HttpRequest& request);

    EventLoop& loop_;
    TakeFolder folder_;
    Overviews overviews_;
    TakeList list_;
    Worker card_; // the first to go: it uses the others
};

} // namespace redstart

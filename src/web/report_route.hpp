// GET /report: what `redstart report --json` tells, of the folder of takes.
#pragma once

#include "base/doorbell.hpp"
#include "event/fd_event.hpp"
#include "web/routes.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <thread>

namespace redstart {

/// It reads every sidecar, so a thread of its own makes it, at idle priority, which is there only
/// so long; one at a time. Outlives the routes; belongs to the loop's thread, and its destructor
/// waits for a report that is being made.
class ReportRoute {
public:
    ReportRoute(EventLoop& loop, std::filesystem::path folder);
    ~ReportRoute();
    ReportRoute(const ReportRoute&) = delete;
    ReportRoute& operator=(const ReportRoute&) = delete;

    void add_to(Routes& routes);

private:
    void ask(const HttpRequest& request, const HttpReply& reply);
    void finish();

    const std::filesystem::path folder_;
    Doorbell done_;
    FdEvent is_done_;
    std::optional<HttpReply> reply_; // of the one that is being made
    HttpResponse response_;          // the thread's, until it rings
    std::thread thread_;
};

} // namespace redstart

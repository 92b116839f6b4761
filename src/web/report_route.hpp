// GET /report: what `redstart report --json` tells, of the folder of takes.
#pragma once

#include "base/doorbell.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"
#include "takes/deployment.hpp"
#include "web/routes.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <thread>

namespace redstart {

/// It reads every sidecar, so a thread of its own makes it, at idle priority, which is there only
/// so long; one at a time. Who waits half a minute is told to ask again, and the work goes on.
/// Outlives the routes; belongs to the loop's thread, and its destructor waits for the file that is
/// being read.
class ReportRoute {
public:
    ReportRoute(EventLoop& loop, std::filesystem::path folder);
    ~ReportRoute();
    ReportRoute(const ReportRoute&) = delete;
    ReportRoute& operator=(const ReportRoute&) = delete;

    void add_to(Routes& routes);

private:
    void ask(const HttpRequest& request, const HttpReply& reply);
    void make(const WantedTime& wanted);
    void finish();
    void be_late();
    void forget();

    const std::filesystem::path folder_;
    Doorbell done_;
    FdEvent is_done_;
    Timer late_;                     // for who waits, and for a report that nobody takes
    WantedTime wanted_;              // of the report that is being made, or is kept
    std::optional<HttpReply> reply_; // who waits for it
    HttpResponse response_;          // the thread's, until it rings
    bool is_kept_ = false;           // it came too late for who waited
    std::stop_source stop_;
    std::thread thread_; // there is one exactly while a report is being made
};

} // namespace redstart

// Places in the folder are told, never where the folder is.
#include "web/report_route.hpp"

#include "base/idle.hpp"
#include "base/thread.hpp"
#include "takes/deployment_json.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

namespace redstart {
namespace {

using nlohmann::json;

constexpr auto patience = std::chrono::seconds(30);
constexpr auto is_kept_for = std::chrono::minutes(5);

void make_relative(json& file, const std::filesystem::path& folder) {
    if (!file.is_string()) return;
    file = std::filesystem::path(file.get<std::string>()).lexically_relative(folder).string();
}

HttpResponse report_of(const std::filesystem::path& folder, const WantedTime& wanted,
                       const std::stop_token& stop) {
    try {
        json report = to_json(read_deployment(folder, wanted, stop));
        for (json& take : report["files"]) make_relative(take["file"], folder);
        if (report["worst_write"].is_object()) make_relative(report["worst_write"]["file"], folder);
        return json_response(report);
    } catch (const Error& error) {
        return refusal_response(503, error.what());
    } catch (const std::exception&) { // no memory
        return refusal_response(503, "report: no memory for so many takes; ask for fewer days");
    }
}

/// False where the text is not a time.
bool read_time(const HttpRequest& request, const char* name, std::optional<UtcTime>& time) {
    const auto text = request.value(name);
    if (!text || text->empty()) return true;
    time = parse_wanted_time(std::string(*text));
    return time.has_value();
}

} // namespace

ReportRoute::ReportRoute(EventLoop& loop, std::filesystem::path folder)
    : folder_(std::move(folder)),
      is_done_(loop, done_.fd(), [this] { finish(); }),
      late_(loop, [this] { be_late(); }) {}

ReportRoute::~ReportRoute() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void ReportRoute::add_to(Routes& routes) {
    routes.get("/report", WhoMayAsk::readers,
               [this](const HttpRequest& request, const HttpReply& reply) { ask(request, reply); });
}

void ReportRoute::ask(const HttpRequest& request, const HttpReply& reply) {
    WantedTime wanted;
    if (!read_time(request, "from", wanted.from) || !read_time(request, "to", wanted.to))
        return reply.finish(refusal_response(
            400, "report: from or to is no time; name 2026-11-21 or 2026-11-21T08:15:00, in UTC"));
    if (wanted.from && wanted.to && *wanted.to <= *wanted.from)
        return reply.finish(
            refusal_response(400, "report: to is not later than from; exchange them"));
    const bool is_the_same = wanted.from == wanted_.from && wanted.to == wanted_.to;
    if (reply_ || (thread_.joinable() && !is_the_same))
        return reply.finish(
            refusal_response(503, "report: another one is being made; ask again soon"));
    if (is_kept_ && is_the_same) {
        reply.finish(std::move(response_));
        return forget();
    }
    if (!thread_.joinable()) make(wanted);
    reply_ = reply; // not before: the thread may be one too many
    late_.after(patience);
}

void ReportRoute::make(const WantedTime& wanted) {
    forget();
    thread_ = start_thread("report", [this, wanted] {
        work_when_idle();
        response_ = report_of(folder_, wanted, stop_.get_token());
        done_.ring();
    });
    wanted_ = wanted;
}

void ReportRoute::finish() {
    if (!done_.answer() || !thread_.joinable()) return;
    thread_.join();
    is_kept_ = !reply_;
    if (is_kept_) return late_.after(is_kept_for);
    late_.cancel();
    reply_->finish(std::move(response_));
    reply_.reset();
}

/// Nobody waits any more, and what nobody takes is not kept for ever.
void ReportRoute::be_late() {
    if (!reply_) return forget();
    reply_->finish(refusal_response(504, "report: not done in half a minute; ask again, the work "
                                         "goes on, or look at the card"));
    reply_.reset();
}

void ReportRoute::forget() {
    late_.cancel();
    response_ = {};
    is_kept_ = false;
}

} // namespace redstart

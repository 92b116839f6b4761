// A connection per question, as the recorder answers one after the other on each.
#include "web/recorder.hpp"

#include "takes/bounded_json.hpp"
#include "web/recorder_answer.hpp"
#include "web/routes.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

constexpr std::array orders = {"start", "stop",   "mark",     "split", "keep",
                               "note",  "delete", "undelete", "clock"};

HttpResponse response_of(const std::string& line) {
    const json answer = answer_in(line);
    if (answer.is_null())
        return refusal_response(502,
                                "recorder: its answer is no JSON object; update both programs");
    return json_response(answer, is_ok(answer) ? 200 : 409);
}

bool is_order(const json& request) {
    if (!request.is_object()) return false;
    const auto command = request.find("command");
    return command != request.end() && command->is_string() &&
           std::ranges::find(orders, command->get_ref<const std::string&>()) != orders.end();
}

} // namespace

struct Recorder::Question {
    Question(EventLoop& loop, HttpReply to)
        : reply(std::move(to)), late(loop, [this] { on_late(); }) {}

    HttpReply reply;
    std::function<void()> on_late;
    Timer late;
    std::optional<RecorderCall> call;
};

Recorder::Recorder(EventLoop& loop, std::string socket, std::chrono::nanoseconds patience)
    : loop_(loop), socket_(std::move(socket)), patience_(patience) {}

Recorder::~Recorder() = default;

void Recorder::finish(Question& question, HttpResponse response) {
    const HttpReply reply = question.reply;
    questions_.remove_if([&](const Question& one) { return &one == &question; });
    reply.finish(std::move(response));
}

void Recorder::ask(const json& request, const HttpReply& reply) {
    if (questions_.size() >= most_at_a_time)
        return reply.finish(
            refusal_response(503, "recorder: it is busy with other phones' orders; try again"));
    Question& question = questions_.emplace_back(loop_, reply);
    question.on_late = [this, &question] {
        finish(question, refusal_response(504, "recorder: it does not answer in time; the order "
                                               "stays given, and the page shows what it does"));
    };
    question.late.after(patience_);
    try {
        question.call.emplace(
            loop_, socket_, request.dump() + "\n",
            [this, &question](const std::string& line) { finish(question, response_of(line)); },
            [this, &question](const std::string& why) {
                finish(question, refusal_response(503, why));
            });
    } catch (const Error& error) {
        finish(question, refusal_response(503, error.what()));
    }
}

void add_orders(Routes& routes, Recorder& recorder) {
    routes.post("/order", WhoMayAsk::paired,
                [&recorder](const HttpRequest& request, const HttpReply& reply) {
                    const json order = parse_bounded(request.body);
                    if (is_order(order)) return recorder.ask(order, reply);
                    reply.finish(refusal_response(
                        403, "order: it is none that a phone may give; use the page's"));
                });
    for (const char* command : {"config", "doctor"})
        routes.get(std::string("/") + command, WhoMayAsk::readers,
                   [&recorder, command](const HttpRequest& /*request*/, const HttpReply& reply) {
                       recorder.ask({{"command", command}}, reply);
                   });
}

} // namespace redstart

// Each request opens its file anew; nothing of a take is kept between two.
#include "web/take_routes.hpp"

#include "disk/take_paths.hpp"
#include "event/timer.hpp"
#include "wav/flac_info.hpp"
#include "wav/labels.hpp"
#include "web/take_sending.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t usual_count = 50;
constexpr auto card_answers = std::chrono::seconds(30);
constexpr std::size_t whole_message = 255; // of a name that is told back

HttpResponse no_such_take(const std::string& place) {
    return refusal_response(404, place.substr(0, whole_message) +
                                     ": no such take; load the list of takes again");
}

std::size_t count_in(const HttpRequest& request) {
    const std::string_view text = request.value("count").value_or("");
    std::size_t count = usual_count;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return std::clamp<std::size_t>(count, 1, TakeList::most_count);
}

/// An error of a take or its card is told, and is no reason to end.
template <class Answer>
HttpResponse answer_of(const Answer& answer, const HttpRequest& request) noexcept {
    try {
        return answer(request);
    } catch (const Error& error) {
        return refusal_response(error.kind() == Error::Kind::format ? 415 : 503, error.what());
    } catch (const std::exception&) {
        return refusal_response(503, "takes: no memory for the answer; end other programs");
    }
}

/// A request that the card's thread has.
struct Waiting {
    Waiting(EventLoop& loop, HttpReply to)
        : reply(std::move(to)), late(loop, [this] {
              reply.finish(refusal_response(504, "takes: the card does not answer; look at it"));
          }) {
        late.after(card_answers);
    }

    HttpReply reply;
    Timer late;
    HttpResponse response;
};

} // namespace

TakeRoutes::TakeRoutes(EventLoop& loop, const fs::path& folder, const fs::path& state)
    : loop_(loop),
      folder_(folder),
      overviews_(folder_, state),
      list_(folder_, [this](const std::string& file) { return overviews_.verified(file); }),
      card_(loop, "card") {}

void TakeRoutes::add_to(Routes& routes) {
    const auto add = [&](const char* path, auto answer) {
        routes.get(path, WhoMayAsk::readers,
                   [this, answer](const HttpRequest& request, const HttpReply& reply) {
                       const auto waiting = std::make_shared<Waiting>(loop_, reply);
                       const auto work = [=] { waiting->response = answer_of(answer, request); };
                       const auto done = [=] { reply.finish(std::move(waiting->response)); };
                       if (!card_.ask(work, done))
                           reply.finish(refusal_response(503, "takes: too many wait; ask again"));
                   });
    };
    add("/takes", [this](const HttpRequest& request) { return list(request); });
    add("/takes/", [this](const HttpRequest& request) { return file(request); });
    add("/labels/", [this](const HttpRequest& request) { return labels(request); });
    add("/play/", [this](const HttpRequest& request) { return play(request); });
    add("/overview/", [this](const HttpRequest& request) { return overview(request); });
}

HttpResponse TakeRoutes::list(const HttpRequest& request) {
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = list_.page(request.value("before").value_or(""), count_in(request));
    return response;
}

HttpResponse TakeRoutes::file(const HttpRequest& request) {
    UniqueFd file = folder_.open(request.rest);
    if (!file) return no_such_take(request.rest);
    return send_take_file(request, std::move(file), *take_file_kind(request.rest), card_);
}

HttpResponse TakeRoutes::labels(const HttpRequest& request) const {
    const UniqueFd file = folder_.open(request.rest);
    if (!file || take_file_kind(request.rest) == TakeFileKind::sidecar)
        return no_such_take(request.rest);
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    if (request.value("download"))
        response.headers.emplace_back(
            "Content-Disposition",
            disposition(fs::path(request.rest).filename().replace_extension(".txt")));
    response.body = audacity_labels(read_sound_info(file.get(), request.rest));
    return response;
}

/// Phones decode FLAC themselves.
HttpResponse TakeRoutes::play(const HttpRequest& request) {
    UniqueFd file = folder_.open(request.rest);
    const auto kind = take_file_kind(request.rest);
    if (!file || kind == TakeFileKind::sidecar) return no_such_take(request.rest);
    if (kind == TakeFileKind::flac) return send_take_file(request, std::move(file), *kind, card_);
    return send_playable(request, std::move(file), *kind, card_);
}

HttpResponse TakeRoutes::overview(const HttpRequest& request) {
    const Overviews::Answer answer = overviews_.ask(request.rest);
    if (!answer.is_take) return no_such_take(request.rest);
    if (!answer.error.empty()) return refusal_response(409, answer.error);
    if (answer.body.empty()) return json_response({{"progress", answer.progress}}, 202);
    HttpResponse response;
    response.headers.emplace_back("Content-Type", "application/octet-stream");
    response.body =
        std::string(reinterpret_cast<const char*>(answer.body.data()), answer.body.size());
    return response;
}

} // namespace redstart

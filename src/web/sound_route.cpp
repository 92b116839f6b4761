// A call is answered once the recorder has told its format, and ends when either side hangs up.
#include "web/sound_route.hpp"

#include <charconv>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto recorder_answers = 5s;

unsigned number_in(const HttpRequest& request, std::string_view name, unsigned otherwise) {
    const std::string_view text = request.value(name).value_or("");
    unsigned value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

struct SoundRoute::Call : std::enable_shared_from_this<Call> {
    Call(SoundRoute& owner, HttpReply to, std::string who)
        : route(owner), reply(std::move(to)), phone(std::move(who)), too_late(owner.loop_, [this] {
              refuse(504, "sound: the recorder does not answer; look at its state");
          }) {}

    bool begin(unsigned rate, unsigned channels) {
        listener = route.sound_.listen(
            rate, channels, [this] { on_state(); },
            [this](std::span<const std::byte> block) {
                return stream->write({reinterpret_cast<const char*>(block.data()), block.size()});
            });
        if (!listener) return false;
        too_late.after(recorder_answers);
        if (listener->state() != LiveSound::Listener::State::waiting) on_state();
        return true;
    }

    void on_state() {
        if (!stream && !reply.is_open()) return over(); // the phone did not wait for it
        if (listener->state() == LiveSound::Listener::State::on) return answer();
        if (!stream) return refuse(503, listener->error());
        stream->on_gone = {};
        stream->end();
        over();
    }

    void answer() {
        too_late.cancel();
        stream = std::make_shared<HttpStream>(most_waiting);
        stream->on_gone = [this] { over(); };
        HttpResponse response;
        response.headers = {{"Content-Type", "application/octet-stream"},
                            {"X-Redstart-Rate", std::to_string(listener->rate())},
                            {"X-Redstart-Channels", std::to_string(listener->channels())}};
        response.body = stream;
        reply.finish(std::move(response));
    }

    void refuse(unsigned status, const std::string& why) {
        reply.finish(refusal_response(status, why));
        over();
    }

    /// Its phone is not let in any more.
    void hang_up() {
        if (stream) {
            stream->on_gone = {};
            stream->abort();
        }
        over();
    }

    /// The caller of a callback still uses this: the listener goes now, this a little later.
    void over() {
        listener.reset();
        gone.after(0ns);
    }

    SoundRoute& route;
    HttpReply reply;
    std::string phone;
    Timer too_late;
    Timer gone{route.loop_, [this] { route.calls_.erase(shared_from_this()); }};
    std::shared_ptr<HttpStream> stream;
    std::unique_ptr<LiveSound::Listener> listener;
};

void SoundRoute::add_to(Routes& routes) {
    routes.get(
        "/sound", WhoMayAsk::paired,
        [this](const HttpRequest& request, const HttpReply& reply) { begin(request, reply); });
}

void SoundRoute::begin(const HttpRequest& request, const HttpReply& reply) {
    const auto call = std::make_shared<Call>(*this, reply, request.phone);
    if (!call->begin(number_in(request, "rate", LiveStream::usual_rate),
                     number_in(request, "channels", FrameMix::most_channels)))
        return reply.finish(
            refusal_response(503, "sound: four listen already; wait for one to end"));
    calls_.insert(call);
    look_.every(1s);
}

void SoundRoute::look_after() {
    if (calls_.empty()) return look_.cancel();
    const auto all = calls_;
    for (const auto& call : all)
        if (call->listener && may_listen && !may_listen(call->phone)) call->hang_up();
}

} // namespace redstart

// The last copy that goes sees to it that the phone is told something.
#include "web/reply.hpp"

#include "web/exchange.hpp"

#include <utility>

namespace redstart {

struct HttpReply::Answer {
    explicit Answer(std::shared_ptr<Exchange> to) : exchange(std::move(to)) {}
    ~Answer() {
        if (exchange->is_open())
            exchange->finish(refusal_response(500, "redstart-web: it has no answer; try again"));
    }
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    std::shared_ptr<Exchange> exchange;
};

HttpReply::HttpReply(const std::shared_ptr<Exchange>& exchange)
    : answer_(std::make_shared<Answer>(exchange)) {}

void HttpReply::finish(HttpResponse response) const {
    answer_->exchange->finish(std::move(response));
}

bool HttpReply::is_open() const noexcept {
    return answer_->exchange->is_open();
}

} // namespace redstart

// What the recorder does, told to all phones as it happens: GET /events.
#pragma once

#include "event/timer.hpp"
#include "web/recorder_call.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"
#include "web/routes.hpp"

#include <redstart/source.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace redstart {

/// Server-sent events. One connection to the recorder follows its status for all phones, and only
/// while one of them looks. A phone that is slow misses some; one that has read nothing for
/// 30 s is hung up on, and so is one that is not let in any more.
class Events {
public:
    static constexpr std::size_t most = 32;

    Events(EventLoop& loop, std::string socket);

    std::function<unsigned()> listening;                    // for the page; may be empty
    std::function<bool(const std::string& phone)> may_read; // asked once a second

    void add_to(Routes& routes);

private:
    struct Reader {
        std::shared_ptr<HttpStream> stream;
        std::string phone;
        TimePoint read; // when it had nothing waiting
    };

    void open(const HttpRequest& request, const HttpReply& reply);
    void follow();
    void on_line(const std::string& line);
    void on_gone(const std::string& why);
    void tell(const std::string& event);
    void look_after();
    void stop_where_nobody_reads();

    EventLoop& loop_;
    std::string socket_;
    std::list<Reader> readers_;
    std::string last_; // event, for who comes
    std::optional<RecorderCall> call_;
    TimePoint heard_{};
    unsigned ticks_ = 0;
    Timer again_, tick_;
};

} // namespace redstart

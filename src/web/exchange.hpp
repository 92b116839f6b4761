// One request of a browser, from its first line to the last byte of its answer.
#pragma once

#include "event/fd_event.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <microhttpd.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace redstart {

class HttpServer;

/// Called by libmicrohttpd while it reads; suspends its connection while the answer is not there
/// yet, and while a stream has nothing to send. Knows nothing of the connection once that is over.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(HttpServer& server, MHD_Connection* connection, std::string target);

    // of HttpReply
    void finish(HttpResponse response);
    bool is_open() const noexcept { return stage_ == Stage::reading || stage_ == Stage::asked; }

    // of libmicrohttpd's callbacks
    MHD_Result handle(const char* method, std::string_view body);
    MHD_Result handle_end();
    bool is_begun() const noexcept { return begun_; }
    void over();

    void resume();
    void hang_up();
    void end(); // the server goes

private:
    enum class Stage : std::uint8_t {
        reading,  // the request
        asked,    // the handler has it
        answered, // the answer is here, and not handed over yet
        sending,
        over,
    };
    struct Feed;
    struct PieceFeed;

    MHD_Result begin(const char* method);
    MHD_Result refuse(unsigned status, const char* why);
    MHD_Result queue();
    bool is_cut_off() const noexcept;
    void suspend();
    int socket() const noexcept; // -1: none
    MHD_Response* make_response();
    MHD_Response* make_pieces(HttpPieces pieces);
    MHD_Response* make_stream(std::shared_ptr<HttpStream> stream);
    void set_request(HttpMethod method);

    HttpServer& server_;
    MHD_Connection* connection_;
    std::string target_;
    HttpRequest request_;
    std::optional<HttpResponse> response_;
    std::shared_ptr<HttpStream> stream_;
    Stage stage_ = Stage::reading;
    bool begun_ = false, is_head_ = false, suspended_ = false, in_handler_ = false;
    bool too_long_ = false, has_gone_ = false;
    std::optional<FdEvent> hung_up_; // while it is suspended, and nobody else looks at its socket
    std::list<Exchange*>::iterator place_;
};

} // namespace redstart

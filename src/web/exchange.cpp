// Each answer of libmicrohttpd's callbacks is given here, and nowhere waited for.
#include "web/exchange.hpp"

#include "web/make_response.hpp"
#include "web/server.hpp"

#include <cstring>
#include <netdb.h>
#include <sys/socket.h>
#include <utility>

namespace redstart {
namespace {

MHD_Result keep_header(void* to, MHD_ValueKind /*kind*/, const char* name, const char* value) {
    std::string small(name);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    static_cast<HttpRequest::Pairs*>(to)->emplace_back(small, value == nullptr ? "" : value);
    return MHD_YES;
}

std::string address_of(MHD_Connection* connection) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == nullptr || info->client_addr == nullptr) return {};
    const socklen_t size =
        info->client_addr->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    char text[NI_MAXHOST] = {};
    if (info->client_addr->sa_family == AF_UNIX ||
        ::getnameinfo(info->client_addr, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    const std::string_view address = text;
    constexpr std::string_view mapped = "::ffff:"; // of a socket that hears both families
    return std::string(address.starts_with(mapped) ? address.substr(mapped.size()) : address);
}

} // namespace

Exchange::Exchange(HttpServer& server, MHD_Connection* connection, std::string target)
    : server_(server), connection_(connection), target_(std::move(target)) {
    place_ = server_.exchanges_.insert(server_.exchanges_.end(), this);
}

void Exchange::set_request(HttpMethod method) {
    request_.method = method;
    request_.secure = server_.secure_;
    request_.peer = address_of(connection_);
    MHD_get_connection_values(connection_, MHD_HEADER_KIND, keep_header, &request_.headers);
}

MHD_Result Exchange::refuse(unsigned status, const char* why) {
    response_ = refusal_response(status, why);
    return queue();
}

/// With the headers read, before the body.
MHD_Result Exchange::begin(const char* method) {
    begun_ = true;
    is_head_ = std::strcmp(method, "HEAD") == 0;
    const bool is_post = std::strcmp(method, "POST") == 0;
    if (!is_post && !is_head_ && std::strcmp(method, "GET") != 0)
        return refuse(405, "method: GET, HEAD and POST are known; use one of them");
    set_request(is_post ? HttpMethod::post : HttpMethod::get);
    if (!parse_target(target_, request_))
        return refuse(400, "address: it is not well formed; open the page anew");
    const std::string length(request_.header("content-length"));
    if (std::strtoull(length.c_str(), nullptr, 10) > server_.limits_.body_bytes)
        return refuse(413, "request: its body is too long; send less");
    return MHD_YES;
}

MHD_Result Exchange::handle(const char* method, std::string_view body) {
    if (!begun_) return begin(method);
    if (request_.method == HttpMethod::post &&
        request_.body.size() + body.size() <= server_.limits_.body_bytes)
        request_.body += body;
    else
        too_long_ = true; // what is too much is read and dropped, until the time is up
    return MHD_YES;
}

/// Called once the request is whole, and again after each resume().
MHD_Result Exchange::handle_end() {
    if (stage_ == Stage::reading && too_long_)
        return refuse(413, "request: its body is too long; send less");
    if (stage_ == Stage::reading && server_.is_over_) return MHD_NO;
    if (stage_ == Stage::reading) {
        stage_ = Stage::asked;
        in_handler_ = true;
        server_.ask(request_, HttpReply(shared_from_this()));
        in_handler_ = false;
    }
    if (has_gone_) return MHD_NO;
    if (stage_ == Stage::answered) return queue();
    suspend();
    return MHD_YES;
}

void Exchange::finish(HttpResponse response) {
    if (!is_open()) return;
    response_ = std::move(response);
    stage_ = Stage::answered;
    if (!in_handler_) resume();
}

MHD_Result Exchange::queue() {
    stage_ = Stage::sending;
    MHD_Response* response = make_response();
    if (response == nullptr) return MHD_NO;
    add_headers(response, *response_);
    const MHD_Result result = MHD_queue_response(connection_, response_->status, response);
    MHD_destroy_response(response);
    response_.reset();
    return result;
}

MHD_Response* Exchange::make_response() {
    if (auto* stream = std::get_if<std::shared_ptr<HttpStream>>(&response_->body))
        return make_stream(std::move(*stream));
    auto* const pieces = std::get_if<HttpPieces>(&response_->body);
    if (pieces != nullptr && pieces->bytes > 0) return make_pieces(std::move(*pieces));
    const auto* const bytes = std::get_if<std::string>(&response_->body);
    return bytes == nullptr ? make_bytes_response({}) : make_bytes_response(*bytes);
}

/// Then it must not be suspended once more: the library ends the program that has such ones left.
bool Exchange::is_cut_off() const noexcept {
    return has_gone_ || server_.is_over_;
}

void Exchange::suspend() {
    suspended_ = true;
    MHD_suspend_connection(connection_);
    hung_up_.emplace(
        server_.loop_, socket(), [this] { hang_up(); }, POLLRDHUP);
}

int Exchange::socket() const noexcept {
    const auto* info = MHD_get_connection_info(connection_, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == nullptr ? -1 : info->connect_fd;
}

void Exchange::resume() {
    if (!std::exchange(suspended_, false)) return;
    hung_up_.reset();
    MHD_resume_connection(connection_);
    server_.run_soon();
}

/// A suspended connection is not watched: it is resumed, and its reader ends it.
void Exchange::hang_up() {
    if (stage_ == Stage::over) return;
    has_gone_ = true;
    if (stream_) stream_->gone();
    ::shutdown(socket(), SHUT_RDWR);
    resume();
    server_.run_soon();
}

void Exchange::end() {
    if (stream_) stream_->abort();
    finish(refusal_response(503, "redstart-web: it ends; open the page anew"));
    resume();
}

void Exchange::over() {
    stage_ = Stage::over;
    suspended_ = false;
    hung_up_.reset();
    connection_ = nullptr;
    server_.exchanges_.erase(place_);
    if (stream_) stream_->gone();
    if (!response_) return; // one that was not handed over any more
    const auto* const unread = std::get_if<std::shared_ptr<HttpStream>>(&response_->body);
    if (unread != nullptr && *unread) (*unread)->gone();
}

} // namespace redstart

// The bodies of an answer that are not there at once: streams, and what is fetched in pieces.
#include "web/exchange.hpp"
#include "web/make_response.hpp"
#include "web/server.hpp"

#include <utility>

namespace redstart {

/// What libmicrohttpd holds as long as it may ask for more.
struct Exchange::Feed {
    std::shared_ptr<Exchange> exchange;

    static ssize_t read(void* feed, std::uint64_t /*position*/, char* to, std::size_t most) {
        Exchange& exchange = *static_cast<Feed*>(feed)->exchange;
        HttpStream& stream = *exchange.stream_;
        const std::size_t n = stream.read({to, most});
        if (n > 0) return static_cast<ssize_t>(n);
        if (stream.state_ == HttpStream::State::ending) return MHD_CONTENT_READER_END_OF_STREAM;
        if (stream.state_ == HttpStream::State::over || exchange.is_cut_off())
            return MHD_CONTENT_READER_END_WITH_ERROR;
        exchange.suspend();
        return 0;
    }

    static void free(void* feed) { delete static_cast<Feed*>(feed); }
};

/// As Feed, of pieces: while one is fetched, its connection is suspended.
struct Exchange::PieceFeed {
    struct Piece {
        std::string bytes;
        std::size_t sent = 0;
        bool is_asked = false, is_broken = false;
    };

    std::shared_ptr<Exchange> exchange;
    HttpPieces pieces;
    std::shared_ptr<Piece> piece = std::make_shared<Piece>(); // may come when we have gone

    static ssize_t read(void* feed, std::uint64_t position, char* to, std::size_t most) {
        auto& self = *static_cast<PieceFeed*>(feed);
        Piece& piece = *self.piece;
        if (!piece.is_asked && piece.sent == piece.bytes.size()) self.ask(position);
        if (piece.is_broken || self.exchange->is_cut_off())
            return MHD_CONTENT_READER_END_WITH_ERROR;
        if (piece.is_asked) {
            self.exchange->suspend();
            return 0;
        }
        const std::size_t n = piece.bytes.copy(to, most, piece.sent);
        piece.sent += n;
        return static_cast<ssize_t>(n);
    }

    void ask(std::uint64_t position) {
        piece->is_asked = true;
        pieces.fetch(position, [piece = piece, exchange = exchange](std::string bytes) {
            *piece = {std::move(bytes), 0, false, false};
            piece->is_broken = piece->bytes.empty();
            exchange->resume();
        });
    }

    static void free(void* feed) { delete static_cast<PieceFeed*>(feed); }
};

MHD_Response* Exchange::make_pieces(HttpPieces pieces) {
    constexpr std::size_t block = 16384;
    const std::uint64_t bytes = pieces.bytes;
    return MHD_create_response_from_callback(bytes, block, PieceFeed::read,
                                             new PieceFeed{shared_from_this(), std::move(pieces)},
                                             PieceFeed::free);
}

MHD_Response* Exchange::make_stream(std::shared_ptr<HttpStream> stream) {
    constexpr std::size_t block = 8192;
    if (is_head_) { // nobody will ever read it
        stream->gone();
        return make_bytes_response({});
    }
    stream_ = std::move(stream);
    stream_->wake_ = [this] { resume(); };
    stream_->hang_up_ = [this] { hang_up(); };
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, Feed::read,
                                             new Feed{shared_from_this()}, Feed::free);
}

} // namespace redstart

// A journal that hangs holds nobody up, and what it missed is told.
#include "base/log.hpp"

#include "base/unique_fd.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace redstart {
namespace {

/// Standard error is a socket that nobody reads, until the test does.
class StuckJournal : public testing::Test {
protected:
    StuckJournal() : stderr_(::dup(STDERR_FILENO)) {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        reader_ = UniqueFd(ends[0]);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
        ::fcntl(reader_.get(), F_SETFL, O_NONBLOCK);
    }
    ~StuckJournal() override { ::dup2(stderr_.get(), STDERR_FILENO); }

    std::string read_all() {
        std::string all;
        char text[4096];
        for (ssize_t n = 0; (n = ::read(reader_.get(), text, sizeof text)) > 0;)
            all.append(text, static_cast<std::size_t>(n));
        return all;
    }

    UniqueFd stderr_, reader_;
};

TEST_F(StuckJournal, HoldsNobodyUpAndIsToldWhatItMissed) {
    constexpr int lines = 10000; // far more than a socket holds
    const std::string text(200, 'x');
    ::alarm(60); // it would hang here for good
    for (int i = 0; i < lines; ++i) log_warning(text);
    ::alarm(0);
    EXPECT_NE(read_all().find(text), std::string::npos);
    log_warning("the next");
    const std::string later = read_all();
    EXPECT_NE(later.find("lines left out; nobody took them"), std::string::npos);
    EXPECT_NE(later.find("the next"), std::string::npos);
}

} // namespace
} // namespace redstart

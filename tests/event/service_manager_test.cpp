// What the service manager hears, at a datagram socket as systemd holds one.
#include "event/service_manager.hpp"
#include "support/folder.hpp"

#include <redstart/source.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

class FromTheServiceManager : public testing::Test {
public:
    ~FromTheServiceManager() override {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
    }

protected:
    /// Listens, and says so in the environment; `name` as in NOTIFY_SOCKET.
    void listen(const std::string& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name[0] == '@') address.sun_path[0] = '\0';
        manager_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        ASSERT_EQ(::bind(manager_.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }

    std::string path() const { return folder_ / "notify"; }

    /// The next datagram; empty where there is none.
    std::string heard() const {
        std::array<char, 1000> text{};
        const auto n = ::recv(manager_.get(), text.data(), text.size(), 0);
        return n < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(n));
    }

private:
    UniqueFd manager_;
    TemporaryFolder folder_;
};

TEST_F(FromTheServiceManager, TheWholeLifeOfAServiceIsHeard) {
    listen(path());
    ServiceManager manager;
    manager.ready("armed");
    EXPECT_EQ(heard(), "READY=1\nSTATUS=armed");
    manager.status("recording");
    EXPECT_EQ(heard(), "STATUS=recording");
    manager.alive();
    EXPECT_EQ(heard(), "WATCHDOG=1");
    manager.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
    EXPECT_EQ(heard(), "");
}

TEST_F(FromTheServiceManager, AReloadCarriesTheMonotonicTimeOfNow) {
    listen(path());
    ServiceManager manager;
    const auto before = std::chrono::steady_clock::now().time_since_epoch();
    manager.reloading();
    const auto after = std::chrono::steady_clock::now().time_since_epoch();
    const std::string front = "RELOADING=1\nMONOTONIC_USEC=";
    const std::string message = heard();
    ASSERT_EQ(message.substr(0, front.size()), front);
    const auto told = std::chrono::microseconds(std::stoll(message.substr(front.size())));
    EXPECT_GE(told + 1us, before);
    EXPECT_LE(told, after);
}

TEST_F(FromTheServiceManager, AnAbstractSocketIsReached) {
    listen("@redstart-test-" + std::to_string(::getpid()));
    ServiceManager().stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(FromTheServiceManager, AStatusOfTwoLinesCannotSetAnythingElse) {
    listen(path());
    ServiceManager().status("a\nSTOPPING=1");
    EXPECT_EQ(heard(), "STATUS=a STOPPING=1");
}

TEST_F(FromTheServiceManager, AManagerThatDoesNotListenCostsNoTime) {
    listen(path());
    ServiceManager manager;
    const TimePoint start = Clock::now();
    for (int i = 0; i < 5000; ++i) manager.alive(); // far beyond any queue
    EXPECT_LT(Clock::now() - start, 30s);
    EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(FromTheServiceManager, WithoutOneEveryCallIsHarmless) {
    for (const char* name : {"", "/nowhere/at/all", "relative", "@", "vsock:2:1234"}) {
        ::setenv("NOTIFY_SOCKET", name, 1);
        ServiceManager manager;
        manager.ready("armed");
        manager.alive();
        manager.stopping();
    }
    ::setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'x')).c_str(), 1);
    ServiceManager().alive();
}

TEST_F(FromTheServiceManager, TheWatchdogIsFedInHalfItsTime) {
    ::setenv("WATCHDOG_USEC", "10000000", 1);
    EXPECT_EQ(ServiceManager().watchdog_interval(), 5s);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(ServiceManager().watchdog_interval(), 5s);
}

TEST_F(FromTheServiceManager, AWatchdogForAnotherProcessOrOfNoTimeIsNone) {
    EXPECT_EQ(ServiceManager().watchdog_interval(), std::nullopt);
    for (const char* wrong : {"", "0", "-5", "10s", "99999999999999999999"}) {
        ::setenv("WATCHDOG_USEC", wrong, 1);
        EXPECT_EQ(ServiceManager().watchdog_interval(), std::nullopt) << wrong;
    }
    ::setenv("WATCHDOG_USEC", "10000000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(ServiceManager().watchdog_interval(), std::nullopt);
}

} // namespace
} // namespace redstart

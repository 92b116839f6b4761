// What microphones there are, and which of them is the default.
#include <redstart/redstart.hpp>

#include <cstdio>

int main() try {
    for (const redstart::Device& device : redstart::devices())
        if (device.direction == redstart::Direction::capture)
            std::printf("%s%s: %s, %u Hz, %u channels, %.1f ms\n", device.is_default ? "* " : "  ",
                        device.name.c_str(), device.description.c_str(), device.default_rate,
                        device.max_channels,
                        std::chrono::duration<double, std::milli>(device.default_latency).count());
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
